import ArgumentParser
import KafkaClient

extension Topics {
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a topic with all its records.",
            discussion: """
                What is stored in PostgreSQL stays; records that were not stored yet are lost. It says how many \
                these are, and asks. So stop the producers first, and let the sink store everything: clickstream \
                consume --until-end. A sink of the topic waits until there is one again, and then stops, unless it \
                was started with --on-new-topic start-over.
                """)

        @Argument(help: "The topic's name.")
        var name: String
        @Flag(help: "Do not ask.")
        var yes = false
        @Option(help: ArgumentHelp("The sink's consumer group.", valueName: "name"))
        var group = "clickstream-sink"
        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let (name, group) = (name, group)
            if !yes {
                let loss = try await Tools.withAdmin(Flags(common, kafka)) { admin, _ in
                    try await Self.naming(name) { try await Self.loss(of: name, group: group, admin) }
                }
                guard Confirmation.isPossible else {
                    throw UsageError(
                        "\(loss) Nobody can be asked here, so nothing was deleted; --yes deletes it without a question."
                    )
                }
                guard await Confirmation.ask("\(loss) Delete the topic?") else {
                    Terminal().print("Nothing was deleted.")
                    throw ExitCode(1)
                }
            }
            try await Tools.withAdmin(Flags(common, kafka)) { admin, _ in
                try await Self.naming(name) { try await admin.deleteTopic(name) }
            }
            StandardStreams.print("Deleted topic \(name).")
        }

        private static func naming<Result: Sendable>(
            _ topic: String, _ body: () async throws -> Result
        ) async throws -> Result {
            do {
                return try await body()
            } catch let error as KafkaError where error.isUnknownTopic {
                throw UsageError("There is no topic \(topic); see: clickstream topics list")
            }
        }

        /// What would be gone, as a sentence.
        private static func loss(
            of topic: String, group: String, _ admin: KafkaAdmin
        ) async throws -> String {
            let ends = try await admin.watermarks(topic: topic)
            let committed = try await admin.committedOffsets(group: group)
            var (records, unstored): (Int64, Int64) = (0, 0)
            for end in ends {
                let next = committed.first { $0.partition == end.partition }?.offset ?? end.low
                records += end.high - end.low
                unstored += max(0, end.high - max(next, end.low))
            }
            let start = "Topic \(topic) has \(Format.count(records)) records"
            if unstored == 0 { return "\(start), and the sink (group \(group)) has stored all of them." }
            return """
                \(start), and \(Format.count(unstored)) of them are not stored by the sink yet (group \(group)) and \
                would be lost; clickstream consume --until-end stores them first.
                """
        }
    }
}
