internal import KafkaClient

extension RecordReader {
    /// What a whole reading brought, also where it had to end before its time.
    struct Reading: Sendable {
        var records: [ConsoleRecord] = []
        var errors: [String] = []
        /// Whether all was read.
        var isComplete = true
        /// Whether there was no room for more.
        var isFull = false
        /// Partitions of which less was read than was asked for: the first records, since a log is read
        /// forwards.
        var unfinished: Set<Int32> = []
    }

    /// Records of one topic take no more room in an answer.
    static let room = 24 * 1024 * 1024

    /// Reads spans to their end, or for as long as there is time and room.
    func read(
        _ spans: [OffsetSpan], firstOnly: Bool = false, within time: Duration, room: Int = RecordReader.room
    ) throws(KafkaError) -> Reading {
        var reading = Reading()
        let deadline = ContinuousClock.now + time
        var size = 0
        try open(spans, firstOnly: firstOnly)
        while true {
            // Few at a time: each may be large, and room is looked at between steps.
            let step = try step(upTo: 100, within: .milliseconds(100))
            for error in step.errors where !reading.errors.contains(error.description) {
                reading.errors.append(error.description)
            }
            for record in step.records {
                size += record.size
                reading.records.append(record)
            }
            if step.isDone { return reading }
            if ContinuousClock.now >= deadline || size >= room {
                reading.isComplete = false
                reading.isFull = size >= room
                reading.unfinished = unfinished
                return reading
            }
        }
    }
}
