import KafkaClient

/// What a producing job has done so far. From any thread.
struct ProducerTelemetry: Sendable {
    struct Snapshot: Sendable {
        /// Records that the broker acknowledged.
        var delivered: Int64
        /// Records that were given up.
        var failed: Int64
        /// Records on their way.
        var inFlight: Int64
        /// What the producer is waiting for, or `nil`.
        var trouble: String?
    }

    let producer: KafkaProducer

    var snapshot: Snapshot {
        let counters = producer.counters
        return Snapshot(
            delivered: Int64(counters.delivered), failed: Int64(counters.failed),
            inFlight: Int64(counters.inFlight), trouble: producer.lastError?.description)
    }
}
