/// How a producer gathers and sends. Everything else is a property in `KafkaClientConfiguration.properties`.
package struct KafkaProducerOptions: Sendable {
    /// Records that may wait in the client, sent or not, until Kafka acknowledges them.
    package var queuedRecords = 100_000
    /// Kilobytes that those records may take together.
    package var queuedKilobytes = 16 * 1024
    /// How long a record waits for others that fill its batch. A batch that is full goes at once.
    package var lingerMilliseconds = 1
    /// `none`, `gzip`, `snappy`, `lz4` or `zstd`. Clicks as JSON shrink to less than a third by lz4, which
    /// costs a third of a microsecond a record, and then less is copied, checked, synced to disk and sent.
    package var compression = "lz4"
    /// How long `close` waits for acknowledgements before it gives the rest up.
    package var closeTimeout = Duration.seconds(10)

    package init() {}
}

/// What became of the records that a producer took.
package struct KafkaProducerCounters: Sendable, Equatable {
    /// Taken over, whatever became of them.
    package var enqueued: Int
    /// Acknowledged by Kafka.
    package var delivered: Int
    /// Given up, with an error.
    package var failed: Int
    /// Neither yet.
    package var inFlight: Int { enqueued - delivered - failed }

    package init(enqueued: Int, delivered: Int, failed: Int) {
        self.enqueued = enqueued
        self.delivered = delivered
        self.failed = failed
    }
}
