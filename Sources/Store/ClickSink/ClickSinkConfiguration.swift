package import KafkaClient

/// How a sink reads and writes.
package struct ClickSinkConfiguration: Sendable {
    /// What a sink does when it is asked to stop.
    package enum ShutdownBehavior: Sendable, Equatable {
        /// Commits the batch at hand and leaves the rest in the log.
        case finishBatch
        /// Stores all that was in the log at the moment of the request, for at most the given time.
        case drain(limit: Duration)
    }

    /// What a sink does when the topic's log is not the one that it has stored: it ends before our offset,
    /// since the topic was deleted and made anew, or the log has lost records.
    package enum NewLogBehavior: String, Sendable, CaseIterable {
        /// Stops with `SinkError.offsetsWentBack`.
        case stop
        /// Closes the account of the old log (`FormerLogs`) and reads the new one from its start.
        case startOver = "start-over"
    }

    package var kafka: KafkaClientConfiguration
    package var topic: String
    /// The consumer group. Its committed offsets are only for display: the truth is in `sink_offsets`.
    package var group = "clickstream-sink"
    /// Threads, each with a consumer and a connection of its own. Default 1; more than the topic has
    /// partitions stay idle.
    package var workers = 1
    /// Stops once everything that was in the log at the start is stored.
    package var untilEnd = false
    package var shutdown = ShutdownBehavior.finishBatch
    /// Whether rollups and sessions are written with the rows. Only a benchmark does without: what is left
    /// out once is missing for good.
    package var aggregates = true
    package var onNewLog = NewLogBehavior.stop
    package var limits = SinkLimits()

    package init(kafka: KafkaClientConfiguration, topic: String) {
        self.kafka = kafka
        self.topic = topic
    }

    /// What one of the workers goes by: its share of the records at hand.
    var ofOneWorker: Self {
        var own = self
        own.limits.batchRecords = max(1, limits.batchRecords / max(1, workers))
        return own
    }
}
