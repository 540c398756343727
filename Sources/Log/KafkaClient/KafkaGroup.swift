/// A consumer group in a listing.
package struct KafkaGroupListing: Sendable, Equatable {
    package var id: String
    /// `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Dead`, or `Unknown` from old brokers.
    package var state: String

    package init(id: String, state: String) {
        self.id = id
        self.state = state
    }
}

/// A consumer group with its members.
package struct KafkaGroupDescription: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package var id: String
        package var clientID: String
        package var host: String
        package var groupInstanceID: String?
        package var assignment: [KafkaTopicPartition]

        package init(
            id: String, clientID: String, host: String, groupInstanceID: String? = nil,
            assignment: [KafkaTopicPartition]
        ) {
            self.id = id
            self.clientID = clientID
            self.host = host
            self.groupInstanceID = groupInstanceID
            self.assignment = assignment
        }
    }

    package var id: String
    package var state: String
    /// How partitions are dealt out: `range`, `cooperative-sticky`, ...
    package var assignor: String
    package var members: [Member]
    package var error: KafkaError?

    package init(id: String, state: String, assignor: String, members: [Member], error: KafkaError? = nil) {
        self.id = id
        self.state = state
        self.assignor = assignor
        self.members = members
        self.error = error
    }
}

/// What a group committed for a partition.
package struct KafkaCommittedOffset: Sendable, Equatable {
    package var partition: KafkaTopicPartition
    /// The next offset that the group will read; `nil` where it committed none.
    package var offset: Int64?

    package init(partition: KafkaTopicPartition, offset: Int64? = nil) {
        self.partition = partition
        self.offset = offset
    }
}

/// The range of offsets that a partition holds.
package struct KafkaWatermarks: Sendable, Equatable {
    package var partition: KafkaTopicPartition
    /// The first offset that is still there.
    package var low: Int64
    /// The offset that the next record will get, as far as consumers may read.
    package var high: Int64

    package init(partition: KafkaTopicPartition, low: Int64, high: Int64) {
        self.partition = partition
        self.low = low
        self.high = high
    }
}
