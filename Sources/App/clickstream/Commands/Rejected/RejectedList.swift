import ArgumentParser
import ClickStore

struct RejectedList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists rejections, the newest first, and counts them by reason.",
        discussion: """
            Examples:
              clickstream rejected list --unresolved --since 1h
              clickstream rejected list --reason missing_field --json | jq .reasons
            """)

    @OptionGroup(title: "Selection") var selection: RejectionFilterOptions
    @Option(help: ArgumentHelp("Rejections to list; all that match are counted.", valueName: "count"))
    var limit = 20
    @Flag(help: "Print the result as JSON to standard output.")
    var json = false
    @OptionGroup var topic: TopicOption
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...100_000).contains(limit) else {
            throw ValidationError("--limit takes a number from 0 to 100000, not \(limit).")
        }
    }

    private struct Found {
        var topic: String
        var rows: [RejectedClick] = []
        var counts: [RejectedClicks.Count] = []
        var otherTopics: [String] = []

        var total: Int64 { counts.reduce(0) { $0 + $1.count } }
        var retried: Int64 { counts.reduce(0) { $0 + $1.retried } }
    }

    func run() async throws {
        let (selection, limit) = (selection, limit)
        let found = try await Tools.withDatabase(Flags(common, database, topic)) { connection, settings in
            var found = Found(topic: settings.topic)
            let filter = selection.filter(topic: settings.topic)
            try RejectedClicks.forEach(
                filter, order: .newestFirst, limit: limit, withBytes: false, on: connection
            ) { found.rows.append($0) }
            found.counts = try RejectedClicks.counts(filter, on: connection)
            if found.counts.isEmpty {
                found.otherTopics = try RejectedClicks.topics(on: connection).filter { $0 != settings.topic }
            }
            return found
        }
        if json { return printJSON(found) }
        printText(found)
    }

    // MARK: - For a script

    private struct Document: Encodable {
        struct Reason: Encodable {
            var reason: String
            var meaning: String
            var count: Int64
            var retried: Int64
        }

        var topic: String
        var total: Int64
        var retried: Int64
        var reasons: [Reason]
        var rejections: [RejectionDocument]
    }

    private func printJSON(_ found: Found) {
        JSONOutput.print(
            Document(
                topic: found.topic, total: found.total, retried: found.retried,
                reasons: found.counts.map {
                    Document.Reason(
                        reason: $0.reason, meaning: RejectionAdvice(reason: $0.reason, field: nil).meaning,
                        count: $0.count, retried: $0.retried)
                },
                rejections: found.rows.map { RejectionDocument($0, withBytes: false) }))
    }

    // MARK: - For a person

    private func printText(_ found: Found) {
        guard found.total > 0 else { return printNothing(found) }
        if !found.rows.isEmpty {
            var table = TextTable(["id", "when", "place", "reason", "field", "retried as", "detail"])
            for row in found.rows {
                table.add([
                    "\(row.id)", TimeStamp.text(row.rejectedAt, decimals: 3),
                    "\(row.partition)/\(row.offset)",
                    PrintableText.excerpt(row.reason, most: 30),
                    row.field.map { PrintableText.excerpt($0, most: 20) } ?? "-",
                    row.retry.map { "\($0.partition)/\($0.offset)" } ?? "-",
                    PrintableText.excerpt(row.detail, most: 60),
                ])
            }
            for line in table.lines { StandardStreams.print(line) }
            StandardStreams.print("")
        }
        var counts = TextTable(["count", "retried", "reason", "meaning"])
        for count in found.counts {
            counts.add([
                Format.count(count.count), Format.count(count.retried),
                PrintableText.excerpt(count.reason, most: 30),
                RejectionAdvice(reason: count.reason, field: nil).meaning,
            ])
        }
        for line in counts.lines { StandardStreams.print(line) }
        StandardStreams.print(
            """
            \(Format.count(found.total)) rejected in \(found.topic), \(Format.count(found.retried)) of them retried. \
            One of them, and what to do about it: clickstream rejected show ID
            """)
    }

    private func printNothing(_ found: Found) {
        var text = "Nothing rejected in \(found.topic)" + (selection.isGiven ? " matches." : ".")
        if !found.otherTopics.isEmpty {
            let topics = found.otherTopics.prefix(5).map { PrintableText.escaped($0) }
            text +=
                " There are rejections of other topics; name one with --topic: "
                + topics.joined(separator: ", ")
        }
        StandardStreams.print(text)
    }
}
