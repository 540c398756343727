import ArgumentParser

/// What the sink keeps, and what it does when the topic is another one than before.
struct SinkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Drop clicks of UTC days that are older than this, as in 90d, 12w or 2y; they never come back. \
            (default: keep everything; environment: CLICKSTREAM_RETENTION)
            """,
            valueName: "period"))
    var retention: String?

    @Option(
        help: ArgumentHelp(
            """
            When the topic was deleted and made anew, or its log has lost records: stop, or start-over with the \
            new log from its start; stored clicks stay. (default: stop; environment: CLICKSTREAM_ON_NEW_TOPIC)
            """,
            valueName: "stop|start-over"))
    var onNewTopic: String?
}
