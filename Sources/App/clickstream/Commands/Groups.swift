import ArgumentParser
import KafkaClient

struct Groups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists and describes consumer groups.",
        subcommands: [List.self, Describe.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the consumer groups.")

        @Flag(help: "Print the result as JSON to standard output.")
        var json = false
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        private struct Row: Encodable {
            var group: String
            var state: String
        }

        func run() async throws {
            let rows = try await Tools.withAdmin(Flags(common, kafka)) { admin, _ in
                try await admin.listGroups().map { Row(group: $0.id, state: $0.state) }
            }.sorted { $0.group < $1.group }
            if json { return JSONOutput.print(rows) }
            var table = TextTable(["group", "state"])
            for row in rows { table.add([row.group, row.state]) }
            for line in table.lines { StandardStreams.print(line) }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a group's members, committed offsets and lag.")

        @Argument(help: "The group's name. (default: the sink's group)")
        var name = "clickstream-sink"
        @Flag(help: "Print the result as JSON to standard output.")
        var json = false
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        private struct Row: Encodable {
            var topic: String
            var partition: Int32
            var committed: Int64?
            var endOffset: Int64
            var lag: Int64?
            var member: String?
            var host: String?
        }

        private struct Document: Encodable {
            var group: String
            var state: String
            var members: Int
            var partitions: [Row]
        }

        func run() async throws {
            let name = name
            let document = try await Tools.withAdmin(Flags(common, kafka)) { admin, _ in
                try await Self.describe(name, admin)
            }
            if json { return JSONOutput.print(document) }
            StandardStreams.print("Group \(document.group): \(document.state), \(document.members) members")
            var table = TextTable(["topic", "partition", "committed", "end offset", "lag", "member", "host"])
            for row in document.partitions {
                table.add([
                    row.topic, "\(row.partition)", row.committed.map { Format.count($0) } ?? "-",
                    Format.count(row.endOffset), row.lag.map { Format.count($0) } ?? "-", row.member ?? "-",
                    row.host ?? "-",
                ])
            }
            for line in table.lines { StandardStreams.print(line) }
        }

        private static func describe(_ name: String, _ admin: KafkaAdmin) async throws -> Document {
            guard let group = try await admin.describeGroups([name]).first else {
                throw UsageError("There is no group \(name); see: clickstream groups list")
            }
            if let error = group.error { throw error }
            let committed = try await admin.committedOffsets(group: name)
            if group.state == "Dead" && committed.isEmpty {
                throw UsageError("There is no group \(name); see: clickstream groups list")
            }
            let assigned = group.members.flatMap { member in member.assignment.map { ($0, member) } }
            var rows: [Row] = []
            for topic in Set(committed.map(\.partition.topic) + assigned.map { $0.0.topic }).sorted() {
                for end in try await admin.watermarks(topic: topic) {
                    let offset = committed.first { $0.partition == end.partition }?.offset
                    let member = assigned.first { $0.0 == end.partition }?.1
                    rows.append(
                        Row(
                            topic: topic, partition: end.partition.partition, committed: offset,
                            endOffset: end.high, lag: offset.map { max(0, end.high - $0) },
                            member: member?.clientID, host: member?.host))
                }
            }
            return Document(group: name, state: group.state, members: group.members.count, partitions: rows)
        }
    }
}
