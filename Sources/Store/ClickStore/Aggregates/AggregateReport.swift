/// What a comparison of the aggregates with `user_clicks` found.
package struct AggregateReport: Sendable, Equatable {
    /// One table.
    package struct Table: Sendable, Equatable {
        package var name: String
        /// Rows that are there or should be, lanes taken together; without those that cannot be compared.
        package var compared: Int64 = 0
        /// How many of them are not as they should be.
        package var different: Int64 = 0
        /// Some of these.
        package var differences: [AggregateDifference] = []
    }

    /// Nothing is compared of what came before this UTC day, since its clicks are dropped; `nil` while all
    /// are kept.
    package var comparedFrom: String?
    /// Visits that began before that day and went on: compared as far as their kept clicks tell.
    package var visitsInPart: Int64 = 0
    /// `rollup_progress` is empty: the views of hours and days leave out what is not summed up yet.
    package var lacksProgress = false
    package var tables: [Table] = []

    package var different: Int64 { tables.reduce(0) { $0 + $1.different } }
    package var isExact: Bool { different == 0 && !lacksProgress }
}

/// A row of an aggregate that is not what the clicks say.
package struct AggregateDifference: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The row holds something else.
        case wrong
        /// There is no such row.
        case missing
        /// There is a row that no click stands for.
        case extra
    }

    /// A column, as texts; `nil` is NULL.
    package struct Value: Sendable, Equatable {
        package var column: String
        package var value: String?
    }

    package var kind: Kind
    /// Which row it is.
    package var key: [Value] = []
    /// The columns that differ, as they are. Empty where the row is missing.
    package var present: [Value] = []
    /// The same, as they should be. Empty where the row should not be.
    package var expected: [Value] = []
}
