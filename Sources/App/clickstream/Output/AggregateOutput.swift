import ClickStore

/// What a comparison of the aggregates found, for a person and for a script.
struct AggregateOutput {
    private let report: AggregateReport

    init(_ report: AggregateReport) { self.report = report }

    // MARK: - For a script

    struct Document: Encodable {
        struct Table: Encodable {
            var table: String
            var compared: Int64
            var different: Int64
            var differences: [Difference]
        }

        struct Difference: Encodable {
            var kind: String
            var key: [String: String?]
            var `is`: [String: String?]?
            var shouldBe: [String: String?]?
        }

        var exact: Bool
        var comparedFrom: String?
        var visitsComparedInPart: Int64
        var rollupProgressMissing: Bool
        var different: Int64
        var tables: [Table]
    }

    var document: Document {
        Document(
            exact: report.isExact, comparedFrom: report.comparedFrom,
            visitsComparedInPart: report.visitsInPart,
            rollupProgressMissing: report.lacksProgress, different: report.different,
            tables: report.tables.map { table in
                Document.Table(
                    table: table.name, compared: table.compared, different: table.different,
                    differences: table.differences.map { one in
                        Document.Difference(
                            kind: one.kind.rawValue, key: Self.members(one.key),
                            is: one.kind == .missing ? nil : Self.members(one.present),
                            shouldBe: one.kind == .extra ? nil : Self.members(one.expected))
                    })
            })
    }

    private static func members(_ values: [AggregateDifference.Value]) -> [String: String?] {
        Dictionary(values.map { ($0.column, $0.value) }, uniquingKeysWith: { $1 })
    }

    // MARK: - For a person

    func printText() {
        var table = TextTable(["aggregate", "rows compared", "different"])
        for one in report.tables {
            table.add([one.name, Format.count(one.compared), Format.count(one.different)])
        }
        for line in table.lines { StandardStreams.print(line) }
        for one in report.tables {
            for difference in one.differences {
                StandardStreams.print("\(one.name): \(Self.sentence(difference))")
            }
            let rest = one.different - Int64(one.differences.count)
            if rest > 0 { StandardStreams.print("\(one.name): … and \(Format.count(rest)) more.") }
        }
        if report.lacksProgress {
            StandardStreams.print(
                """
                rollup_progress is empty, so clicks_by_hour and clicks_by_day leave out the hours that are not summed \
                up, and rolled_hours and rolled_days cannot be compared: clickstream rebuild makes it anew.
                """)
        }
        if let limits { StandardStreams.print(limits) }
    }

    /// What could not be compared.
    private var limits: String? {
        guard let day = report.comparedFrom else { return nil }
        var text = "Aggregates of days before \(day) cannot be compared: retention has dropped their clicks."
        if report.visitsInPart > 0 {
            text +=
                " \(Format.count(report.visitsInPart)) visits began before it and went on; they are compared as far "
                + "as their kept clicks tell."
        }
        return text
    }

    private static func sentence(_ difference: AggregateDifference) -> String {
        let key = list(difference.key)
        switch difference.kind {
        case .missing where difference.expected.isEmpty: return "missing: there should be a row with \(key)"
        case .missing: return "missing: \(key): there should be \(list(difference.expected))"
        case .extra where difference.present.isEmpty: return "extra: no click stands for the row with \(key)"
        case .extra: return "extra: \(key): no click stands for \(list(difference.present))"
        case .wrong:
            let changes = zip(difference.present, difference.expected).map { present, expected in
                "\(present.column) is \(text(present.value)), and should be \(text(expected.value))"
            }
            return "wrong: \(key): \(changes.joined(separator: "; "))"
        }
    }

    private static func list(_ values: [AggregateDifference.Value]) -> String {
        values.map { "\($0.column) \(text($0.value))" }.joined(separator: ", ")
    }

    private static func text(_ value: String?) -> String {
        guard let value else { return "null" }
        return value.isEmpty ? "''" : PrintableText.excerpt(value, most: 120)
    }
}
