import Foundation
import TestProgram

/// The processes of a torture run: starts them, ends them, and judges how they ended.
///
/// A sink may end by itself only before it works, because a server did not answer; after that it has to wait
/// faults out.
actor TortureProcesses {
    enum Role: String {
        case broker, producer, sink, lock
    }

    /// A process of the run. `number` counts those of its role.
    struct Member {
        let role: Role
        let number: Int
        let arguments: [String]
        let program: RunningProgram
        /// Whether we ended it, or let it end.
        var isExpectedToEnd = false

        var name: String { "\(role.rawValue) \(number)" }
    }

    private let program: TestProgram
    private let schedule: TortureSchedule
    private let patience: Double
    /// Where what each process said is written when it has ended; `nil` for nowhere.
    private let logDirectory: String?
    /// Those that are to run now; the sinks in the order of the schedule's.
    private var broker: Member?
    private var producer: Member?
    private var sinks: [Member] = []
    private var locks: [Member] = []
    private var over: [Member] = []
    private var counts: [Role: Int] = [:]
    /// Sentences on what must not have happened.
    private(set) var complaints: [String] = []

    init(program: TestProgram, schedule: TortureSchedule, patience: Double, logDirectory: String?) {
        self.logDirectory = logDirectory
        self.program = program
        self.schedule = schedule
        self.patience = patience
    }

    // MARK: - Starting

    private func start(_ role: Role, _ arguments: [String]) throws -> Member {
        let number = (counts[role] ?? 0) + 1
        counts[role] = number
        return Member(
            role: role, number: number, arguments: arguments,
            program: try program.start(arguments, patience: patience))
    }

    /// Where clients find Kafka.
    private var place: [String] {
        schedule.sharesBroker ? ["--listen", program.listen] : ["--bootstrap-servers", program.listen]
    }

    func startBroker() async throws {
        let member = try start(.broker, ["broker", "--listen", program.listen])
        broker = member
        try await member.program.wait(forError: "Kafka broker")
    }

    private func startProducer() throws {
        // Each with a seed of its own: the same clicks again would all be duplicates.
        let seed = schedule.seed % 1_000_000 * 1000 + UInt64((counts[.producer] ?? 0) + 1)
        producer = try start(
            .producer,
            [
                "produce", "--rate", "1500", "--duplicates", "0.02", "--malformed", "0.01", "--late", "0.02",
                "--seed", "\(seed)",
            ] + place)
    }

    func startSink(workers: Int) throws {
        sinks.append(try startedSink(workers: workers))
    }

    private func startedSink(workers: Int) throws -> Member {
        try start(
            .sink,
            ["consume", "--workers", "\(workers)", "--kafka-property", "session.timeout.ms=6000"] + place)
    }

    /// Starts again whatever does not run although it should.
    func repair() async throws {
        if broker.map({ !$0.program.isRunning }) ?? true {
            if let broker { await judge(broker) }
            try await startBroker()
        }
        for index in sinks.indices where !sinks[index].program.isRunning {
            let ended = sinks[index]
            await judge(ended)
            sinks[index] = try start(.sink, ended.arguments)
        }
        if producer.map({ !$0.program.isRunning }) ?? true {
            if let producer { await judge(producer) }
            try startProducer()
        }
    }

    // MARK: - Ending

    /// What the end of a process says of it.
    private func judge(_ member: Member) async {
        over.append(member)
        let result = await member.program.result()
        if let logDirectory {
            try? result.errors.write(
                toFile: "\(logDirectory)/\(schedule.seed) \(member.name).log", atomically: true,
                encoding: .utf8)
        }
        let traces = ["Fatal error", "stack trace", "Stack dump", "Crash", "Backtrace", "SIGSEGV"]
        if let trace = traces.first(where: { result.errors.contains($0) }) {
            complaints.append("\(member.name) left a trace: \(trace)")
        }
        if member.isExpectedToEnd || member.role == .lock { return }
        // 69: a server that it needs at the start did not answer.
        let hadStarted = result.errors.contains("Storing ")
        let isForgiven = result.code == 69 && (member.role == .producer || !hadStarted)
        if !isForgiven { complaints.append("\(member.name) ended by itself with code \(result.code)") }
    }

    func kill(sinkAt index: Int) async {
        var member = sinks.remove(at: index)
        member.isExpectedToEnd = true
        member.program.signal(SIGKILL)
        await judge(member)
    }

    /// Asks a sink to stop, which it has to do well.
    func stop(sinkAt index: Int) async { await stop(sinks.remove(at: index)) }

    private func stop(_ member: Member) async {
        var member = member
        let isForgiven = !member.program.errorText.contains("Storing ")
        member.program.signal(SIGTERM)
        let result = await member.program.result()
        member.isExpectedToEnd = isForgiven || result.code == 0
        await judge(member)
    }

    func killBroker() async {
        guard var member = broker else { return }
        broker = nil
        member.isExpectedToEnd = true
        member.program.signal(SIGKILL)
        await judge(member)
    }

    func killServer() {
        guard let postmaster = program.postmaster() else { return }
        let backends = ProcessTree.children(of: postmaster)
        for process in [postmaster] + backends { Foundation.kill(process, SIGKILL) }
    }

    /// - Returns: the workers of each sink that there was, to be started again.
    func killEverything() async -> [Int] {
        let workers = sinks.map { Int($0.arguments[2]) ?? 1 }
        var members = sinks + locks + [producer, broker].compactMap { $0 }
        (sinks, locks, producer, broker) = ([], [], nil, nil)
        for member in members { member.program.signal(SIGKILL) }
        killServer()
        for index in members.indices {
            members[index].isExpectedToEnd = true
            await judge(members[index])
        }
        return workers
    }

    /// The processes of the sinks, in the order of the schedule's.
    var sinkIdentifiers: [pid_t] { sinks.map(\.program.identifier) }

    func lock(_ table: String, seconds: Int) throws {
        let statement = """
            BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(\(seconds)); COMMIT
            """
        locks.append(try start(.lock, ["psql", "-AtX", "-c", statement]))
    }

    /// Stops producer and sinks, as a person would.
    func stopClients() async {
        if let producer { await stop(producer) }
        producer = nil
        for sink in sinks { await stop(sink) }
        sinks = []
        for lock in locks { await judge(lock) }
        locks = []
    }

    func stopBroker() async {
        if let broker { await stop(broker) }
        broker = nil
    }

    // MARK: - Telling

    /// The last lines of those that run and of those that ended last.
    func lastLines() -> String {
        let running = [broker, producer].compactMap { $0 } + sinks + locks
        return (over.suffix(8) + running).map { member in
            let lines = member.program.errorText.split(separator: "\n").suffix(14)
            let state = member.program.isRunning ? "running" : "ended"
            return "--- \(member.name) (\(state)): \(member.arguments.joined(separator: " "))\n"
                + lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
