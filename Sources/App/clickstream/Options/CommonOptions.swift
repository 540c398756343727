import ArgumentParser
import Logging

/// What every command understands.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Where the embedded broker and the private PostgreSQL server keep their data. \
            (default: .clickstream; environment: CLICKSTREAM_DATA_DIR)
            """,
            valueName: "directory"))
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            """
            A JSON file with bootstrap-servers, kafka-property, topic, partitions, listen, database-url, retention, \
            on-new-topic, log-level or an option of the console (console-…). \
            (default: clickstream.json in the data directory, where it exists; environment: CLICKSTREAM_CONFIG)
            """,
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            """
            How much to log: trace, debug, info, notice, warning, error or critical. \
            (default: info for up, broker and consume, else warning; environment: CLICKSTREAM_LOG_LEVEL)
            """,
            valueName: "level"))
    var logLevel: String?
}
