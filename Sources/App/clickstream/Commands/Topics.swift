import ArgumentParser
import KafkaClient

struct Topics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, creates, describes and deletes topics.",
        subcommands: [List.self, Create.self, Describe.self, Delete.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the topics.")

        @Flag(help: "Topics that the broker keeps for itself, too.")
        var all = false
        @Flag(help: "Print the result as JSON to standard output.")
        var json = false
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        private struct Row: Encodable {
            var topic: String
            var partitions: Int
            var records: Int64
        }

        func run() async throws {
            let all = all
            let rows = try await Tools.withAdmin(Flags(common, kafka)) { admin, _ in
                var rows: [Row] = []
                let metadata = try await admin.metadata(timeout: .seconds(5))
                for topic in metadata.topics.sorted(by: { $0.name < $1.name }) {
                    guard all || !topic.name.hasPrefix("__") else { continue }
                    let ends = try await admin.watermarks(topic: topic.name)
                    rows.append(
                        Row(
                            topic: topic.name, partitions: topic.partitions.count,
                            records: ends.reduce(0) { $0 + $1.high - $1.low }))
                }
                return rows
            }
            if json { return JSONOutput.print(rows) }
            var table = TextTable(["topic", "partitions", "records"])
            for row in rows { table.add([row.topic, "\(row.partitions)", Format.count(row.records)]) }
            for line in table.lines { StandardStreams.print(line) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates a topic.",
            discussion:
                "Example:\n  clickstream topics create shop_clicks --partitions 8 --set retention.ms=604800000"
        )

        @Argument(help: "The topic's name.")
        var name: String
        @Option(
            help: ArgumentHelp("Copies of each record; -1 for the broker's default.", valueName: "count"))
        var replicationFactor = -1
        @Option(
            name: .customLong("set"),
            help: ArgumentHelp(
                "A setting of the topic, named as Kafka names it; may be repeated.", valueName: "name=value"))
        var settings: [String] = []
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let topicSettings = try settings.map { text -> (name: String, value: String) in
                guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                    throw UsageError("--set takes name=value, not \"\(text)\".")
                }
                return (String(text[..<equals]), String(text[text.index(after: equals)...]))
            }
            let (name, replicationFactor) = (name, replicationFactor)
            try await Tools.withAdmin(Flags(common, kafka), needs: .kafka) { admin, stack in
                try await admin.createTopic(
                    name, partitions: try stack.settings.partitions(), replicationFactor: replicationFactor,
                    configuration: topicSettings)
            }
            StandardStreams.print("Created topic \(name).")
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a topic's partitions.")

        @Argument(help: "The topic's name. (default: the topic of the clicks)")
        var name: String?
        @Flag(help: "Print the result as JSON to standard output.")
        var json = false
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        private struct Row: Encodable {
            var partition: Int32
            var leader: Int32
            var replicas: [Int32]
            var inSync: [Int32]
            var firstOffset: Int64
            var endOffset: Int64
            var error: String?
        }

        func run() async throws {
            let name = name
            let rows = try await Tools.withAdmin(Flags(common, kafka)) { admin, stack in
                let wanted = name ?? stack.settings.topic
                let metadata = try await admin.metadata(timeout: .seconds(5))
                guard let topic = metadata.topics.first(where: { $0.name == wanted }) else {
                    throw UsageError("There is no topic \(wanted); see: clickstream topics list")
                }
                let ends = try await admin.watermarks(topic: wanted)
                return topic.partitions.sorted { $0.id < $1.id }.map { partition in
                    let range = ends.first { $0.partition.partition == partition.id }
                    return Row(
                        partition: partition.id, leader: partition.leader, replicas: partition.replicas,
                        inSync: partition.inSyncReplicas, firstOffset: range?.low ?? 0,
                        endOffset: range?.high ?? 0, error: partition.error?.message)
                }
            }
            if json { return JSONOutput.print(rows) }
            var table = TextTable([
                "partition", "leader", "replicas", "in sync", "first offset", "end offset",
            ])
            for row in rows {
                table.add([
                    "\(row.partition)", "\(row.leader)", Self.list(row.replicas), Self.list(row.inSync),
                    Format.count(row.firstOffset), Format.count(row.endOffset),
                ])
            }
            for line in table.lines { StandardStreams.print(line) }
        }

        private static func list(_ numbers: [Int32]) -> String {
            numbers.map(String.init).joined(separator: ",")
        }
    }
}
