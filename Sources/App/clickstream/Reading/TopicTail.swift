import KafkaClient
import Logging

/// Prints the end of a topic, and what is added to it.
struct TopicTail: Sendable {
    /// Records of the end of each partition to begin with.
    let last: Int64
    let follow: Bool
    let json: Bool

    /// Blocks until a stop, or without `follow` until everything that `ends` tells of is printed.
    /// - Throws: `KafkaError`.
    func run(
        _ kafka: KafkaClientConfiguration, ends: [KafkaWatermarks], logger: Logger, stop: StopFlag
    ) throws {
        let consumer = try KafkaConsumer(
            kafka, group: nil, options: KafkaConsumerOptions(reportsEndOfPartition: true), logger: logger)
        defer { consumer.close() }
        try consumer.assign(ends.map { ($0.partition, max($0.low, $0.high - last)) })
        var unfinished = Set(ends.filter { $0.high > max($0.low, $0.high - last) }.map(\.partition))
        while !stop.isRaised && (follow || !unfinished.isEmpty) {
            let batch = try consumer.poll(maximumRecords: 1000, timeout: .milliseconds(250))
            for index in 0..<batch.count { print(batch.record(at: index)) }
            for event in batch.events {
                switch event {
                case .endOfPartition(let partition, _): unfinished.remove(partition)
                case .error(let error) where error.retriability == .permanent: throw error
                default: break
                }
            }
        }
    }

    private func print(_ record: KafkaRecordView) {
        let line = json ? String(decoding: record.value, as: UTF8.self) : ClickLine.text(record)
        StandardStreams.print(line)
    }
}
