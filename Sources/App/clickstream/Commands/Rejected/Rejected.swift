import ArgumentParser

struct Rejected: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records that could not become rows: looks at them, and sends them again, mended.",
        discussion: """
            What cannot be stored is kept in rejected_clicks with its place in the log, its reason and its bytes. \
            A retry changes nothing of that: it sends the mended record to the topic once more, on the same road as \
            every click, and notes where it went.

            Examples:
              clickstream rejected list --since 24h
              clickstream rejected show 17
              clickstream rejected retry --reason missing_field --field event_time --map event_time=ts --dry-run
              clickstream rejected export --reason invalid_time > edit.ndjson
              clickstream rejected retry --input edit.ndjson
            """,
        subcommands: [RejectedList.self, RejectedShow.self, RejectedRetry.self, RejectedExport.self],
        defaultSubcommand: RejectedList.self)
}
