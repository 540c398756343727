import ClickConsole
import DedicatedThread
import KafkaClient
import Synchronization
import TrafficSimulator

/// How long the console's pages take, over HTTP, beside a Kafka with many topics and groups; first with
/// nobody else there, and then with searches that read as fast as they can.
struct KafkaPagesBench {
    struct Size: Sendable {
        let topics: Int
        let groups: Int
        let searches: Int
        /// In the topic that is searched.
        let records: Int
    }

    let stack: Stack
    let size: Size
    let rounds: Int

    /// - Throws: `KafkaError`, `Unavailable`.
    func run() async throws -> BenchReport.KafkaPages {
        let took = try await ContinuousClock().measure { try await fill() }
        let console = try await ConsoleServer.start(
            ConsoleConfiguration(port: 0, kafka: stack.kafka), server: stack.server, logger: stack.logger)
        let serving = Task { try await console.run() }
        let report: BenchReport.KafkaPages
        do {
            let idle = try await measure(console.port)
            let (busy, answered) = try await withSearches(console.port) { try await measure(console.port) }
            report = BenchReport.KafkaPages(
                topics: size.topics, groups: size.groups, searches: size.searches,
                fillSeconds: took.seconds, searchesAnswered: answered, idle: idle, busy: busy)
        } catch {
            serving.cancel()
            _ = await serving.result
            throw error
        }
        serving.cancel()
        _ = await serving.result
        return report
    }

    private static func name(_ kind: String, _ number: Int) -> String {
        kind + String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
    }

    private func fill() async throws {
        let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
        for number in 0..<size.topics {
            try await admin.createTopic(Self.name("topic-", number), partitions: 1)
            if (number + 1).isMultiple(of: 1000) { stack.terminal.print("Made \(number + 1) topics.") }
        }
        let place = KafkaTopicPartition(topic: stack.settings.topic, partition: 0)
        for number in 0..<size.groups {
            try await admin.alterOffsets(group: Self.name("group-", number), [(place, offset: 0)])
            if (number + 1).isMultiple(of: 1000) { stack.terminal.print("Made \(number + 1) groups.") }
        }
        let records = SimulatedBacklog(count: size.records, seed: 7, end: WallClock.microseconds())
        _ = try await ProduceBench.run(
            records, kafka: stack.kafka, topic: stack.settings.topic, logger: stack.logger)
        stack.terminal.print("Made \(size.records) records.")
    }

    private var targets: [String] {
        let topic = stack.settings.topic
        let last = (Self.name("topic-", size.topics - 1), Self.name("group-", size.groups - 1))
        return [
            "/", "/kafka", "/kafka?page=\(max(1, size.topics / 50))", "/kafka?filter=\(last.0)", "/consumer",
            "/consumer?page=\(max(1, size.groups / 50))", "/consumer?filter=\(last.1)",
            "/api/kafka/group/\(last.1)", "/api/kafka/topic/\(topic)", "/topic/\(topic)",
            "/api/kafka/topic/\(topic)/messages", "/api/kafka/topic/\(topic)/volume",
            "/topic/\(topic)/messages?partition=0&offset=0&count=100", "/live", "/sessions", "/pipeline",
        ]
    }

    private func measure(_ port: Int) async throws -> [BenchReport.KafkaPages.Page] {
        let (targets, rounds) = (targets, rounds)
        return try await DedicatedThread(name: "bench").run {
            try targets.map { target in
                var (times, size) = ([Double](), 0)
                for _ in 0...rounds {
                    var answer = (status: 0, bytes: 0)
                    let time = try ContinuousClock().measure {
                        answer = try PlainHTTP(port: port, target: target).read()
                    }
                    guard answer.status == 200 else {
                        throw Unavailable("\(target) was answered with \(answer.status).")
                    }
                    times.append(time.seconds * 1000)
                    size = answer.bytes
                }
                // The first has to connect.
                times.removeFirst()
                times.sort()
                let p99 = times[min(times.count - 1, Int((Double(times.count) * 0.99).rounded(.up)) - 1)]
                return .init(target: target, bytes: size, medianMs: SinkBench.median(times), p99Ms: p99)
            }
        }
    }

    /// Searches, one after the other in each of so many places, until `body` is done.
    private func withSearches<Result: Sendable>(
        _ port: Int, _ body: @Sendable () async throws -> Result
    ) async throws -> (Result, Int) {
        let running = RunningSearches()
        let target = "/topic/\(stack.settings.topic)/search?q=nothing-holds-this"
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<size.searches {
                group.addTask {
                    try await DedicatedThread(name: "bench-search").run {
                        var count = 0
                        while let search = try running.start(port: port, target: target) {
                            if search.read().status == 200 { count += 1 }
                        }
                        return count
                    }
                }
            }
            do {
                let result = try await body()
                running.stop()
                return (result, try await group.reduce(0, +))
            } catch {
                running.stop()
                throw error
            }
        }
    }
}

/// Searches under way, which end together.
private final class RunningSearches: Sendable {
    private let state = Mutex<(searches: [PlainHTTP], isOver: Bool)>(([], false))

    /// - Returns: `nil` once all have to end.
    func start(port: Int, target: String) throws -> PlainHTTP? {
        let search = try PlainHTTP(port: port, target: target)
        return state.withLock { state in
            guard !state.isOver else { return nil }
            state.searches.append(search)
            return search
        }
    }

    func stop() {
        let all = state.withLock { state in
            state.isOver = true
            return state.searches
        }
        for search in all { search.cut() }
    }
}
