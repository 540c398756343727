import ClickSink
import TrafficSimulator

extension TrafficOptions {
    /// The producer for `up`, or `nil` where no traffic was asked for.
    /// - Throws: `KafkaError`.
    func producer(on stack: Stack, for sink: SinkTelemetry, duration: Double?) throws -> TrafficProducer? {
        guard let rate else { return nil }
        return try TrafficProducer(
            plan: plan(defaultRate: rate, duration: duration), kafka: stack.kafka,
            topic: stack.settings.topic, sink: sink,
            logger: stack.logger)
    }
}
