import ArgumentParser
import ClickStore

struct RejectedExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes rejections as NDJSON, to be edited and fed back.",
        discussion: """
            One JSON object a rejection, the oldest first, with payload and key as text, or as payload_base64 and \
            key_base64 where they are not UTF-8. `clickstream rejected retry --input` takes the lines back: by their \
            id, and with the payload that they have then, which may be a string or the object itself.

            Example, for seconds that were sent as milliseconds:
              clickstream rejected export --reason implausible_time |
                  jq -c '.payload |= (fromjson | .event_time *= 1000)' |
                  clickstream rejected retry --input -
            """)

    @OptionGroup(title: "Selection") var selection: RejectionFilterOptions
    @Option(help: ArgumentHelp("The oldest so many only.", valueName: "count"))
    var limit: Int?
    @Option(help: ArgumentHelp("A new file to write to. (default: standard output)", valueName: "file"))
    var output: String?
    @OptionGroup var topic: TopicOption
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on, not \(limit).") }
    }

    func run() async throws {
        let (selection, limit, output) = (selection, limit, output == "-" ? nil : output)
        let count = try await Tools.withDatabase(Flags(common, database, topic)) { connection, settings in
            let file = try OutputFile(output)
            var count = 0
            do {
                try RejectedClicks.forEach(
                    selection.filter(topic: settings.topic), order: .oldestFirst, limit: limit,
                    withBytes: true,
                    on: connection
                ) { click in
                    try Task.checkCancellation()
                    let document = RejectionDocument(click, withBytes: true)
                    guard let line = JSONOutput.text(document, isPretty: false) else { return }
                    try file.write(line: line)
                    count += 1
                }
                try file.finish()
            } catch {
                file.abandon()
                throw error
            }
            return count
        }
        Terminal().print("Exported\(output.map { " to \($0)" } ?? ""): \(Format.count(count)).")
    }
}
