import ClickModel
import ClickSink
import DedicatedThread
import KafkaClient
import Logging
import ServiceLifecycle
import TrafficSimulator

/// Sends simulated traffic to a topic, by the clock: an open loop. Where the broker is slow, events wait for
/// their turn and then go out as fast as possible, each with the time at which it was due; the rate over the
/// whole run stays what was asked for.
struct TrafficProducer: Service {
    let plan: TrafficPlan
    let producer: KafkaProducer
    let topic: KafkaProducerTopic
    /// The sink whose speed is full speed; `nil` where that is the broker's alone.
    let sink: SinkTelemetry?
    let logger: Logger

    var telemetry: ProducerTelemetry { ProducerTelemetry(producer: producer) }

    /// - Parameter sink: the one that stores the clicks, where it is of this process: full speed is then
    ///   what it can store.
    init(
        plan: TrafficPlan, kafka: KafkaClientConfiguration, topic: String, sink: SinkTelemetry? = nil,
        logger: Logger
    ) throws {
        self.plan = plan
        self.sink = plan.rate == .maximum ? sink : nil
        self.logger = logger
        producer = try KafkaProducer(kafka, logger: logger)
        self.topic = try producer.topic(topic)
    }

    /// Returns once the plan is fulfilled, or after a graceful shutdown, with every record acknowledged.
    /// - Throws: `KafkaError` where the producer can go on no more, `Unavailable` where records are left that
    ///   nobody acknowledged.
    func run() async throws {
        let stop = StopFlag()
        let thread = DedicatedThread(name: "traffic")
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await thread.run {
                defer {
                    sink?.endFollowing()
                    producer.close()
                }
                try await send(until: stop)
                try finish(within: stop.isRaised ? .seconds(5) : .seconds(30))
            }
        } onCancelOrGracefulShutdown: {
            stop.raise()
            sink?.endFollowing()
        }
    }

    private func send(until stop: StopFlag) async throws {
        var schedule = TrafficSchedule(plan, now: WallClock.microseconds())
        var simulator = TrafficSimulator(plan.configuration)
        var writer = ClickWriter()
        var brake = sink.map { TrafficBrake($0) }
        // Nobody waits for the sink beyond the plan's end.
        async let _: Void = endFollowing(after: plan.duration)
        while !stop.isRaised {
            // Before the clicks are made: the time of waiting is not theirs.
            await brake?.wait(for: TrafficSchedule.chunk) { producer.counters.inFlight }
            switch schedule.next(at: WallClock.microseconds()) {
            case .finished: return
            case .wait(let microseconds): try await Task.sleep(for: .microseconds(microseconds))
            case .send(let dueTimes):
                for index in dueTimes.indices {
                    let click = simulator.next(at: dueTimes.time(of: index), &writer)
                    guard try enqueue(click, writer, until: stop) else { return }
                }
            }
        }
    }

    private func endFollowing(after duration: Duration?) async {
        guard let sink, let duration, (try? await Task.sleep(for: duration)) != nil else { return }
        sink.endFollowing()
    }

    /// - Returns: `false` when the stop came before there was room.
    private func enqueue(
        _ click: SimulatedClick, _ writer: borrowing ClickWriter, until stop: StopFlag
    ) throws -> Bool {
        while true {
            var isTaken = false
            try writer.withBytes { value in
                try click.key.withBytes { key in
                    isTaken = try producer.enqueue(topic: topic, key: key, value: value)
                }
            }
            if isTaken { return true }
            if stop.isRaised { return false }
            _ = producer.waitForRoom(timeout: .milliseconds(200))
        }
    }

    private func finish(within limit: Duration) throws {
        if !producer.flush(timeout: limit) {
            throw Unavailable(
                """
                \(Format.count(producer.counters.inFlight)) records were not acknowledged within \(limit.components.seconds) s\
                \(producer.lastError.map { " (\($0.message))" } ?? ""); they may or may not be in the topic.
                """)
        }
    }
}
