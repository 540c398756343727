import ArgumentParser
import ClickStore

struct RejectedShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one rejection: why, what to do, its bytes, and what came of it.",
        discussion: "Example:\n  clickstream rejected show 17")

    @Argument(help: "The rejection's id, as list has it.")
    var id: Int64
    @Flag(help: "Print the result as JSON to standard output.")
    var json = false
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let id = id
        let story = try await Tools.withDatabase(Flags(common, database)) { connection, _ in
            guard let click = try RejectedClicks.rows([id], on: connection).first else {
                throw UsageError("There is no rejection \(id); see: clickstream rejected list")
            }
            return RejectionStory(
                click: click,
                fate: try click.retry.map {
                    try RejectionRetries.fate(of: $0, topic: click.topic, on: connection)
                },
                origin: try RejectionRetries.origin(of: click, on: connection))
        }
        if json { return JSONOutput.print(story.document) }
        for line in story.lines { StandardStreams.print(line) }
    }
}
