internal import KafkaClient

extension RecordReader {
    /// What a whole reading brought, also where it had to end before its time.
    struct Reading: Sendable {
        var records: [ConsoleRecord] = []
        var errors: [String] = []
        /// Whether all was read.
        var isComplete = true
    }

    /// Records of one topic take no more room in an answer.
    private static let room = 24 * 1024 * 1024

    /// Reads spans to their end, or for as long as there is time and room.
    func read(
        _ spans: [OffsetSpan], firstOnly: Bool = false, within time: Duration
    ) throws(KafkaError) -> Reading {
        var reading = Reading()
        let deadline = ContinuousClock.now + time
        var size = 0
        try open(spans, firstOnly: firstOnly)
        while true {
            let step = try step(within: .milliseconds(100))
            for error in step.errors where !reading.errors.contains(error.description) {
                reading.errors.append(error.description)
            }
            for record in step.records {
                size += record.size
                reading.records.append(record)
            }
            if step.isDone { return reading }
            if ContinuousClock.now >= deadline || size >= Self.room {
                reading.isComplete = false
                return reading
            }
        }
    }
}
