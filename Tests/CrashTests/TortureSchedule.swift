/// What is done to the running system, step by step. The same seed gives the same steps, for ever; a schedule
/// knows nothing of processes, only how many sinks there are.
struct TortureSchedule: Sequence, IteratorProtocol {
    /// One blow.
    enum Action: Equatable {
        /// `kill -9`; another one with so many workers follows.
        case killSink(Int, nextWorkers: Int)
        /// SIGTERM, which must end well; another one follows where there would be none.
        case stopSink(Int, nextWorkers: Int?)
        /// The group shares the partitions out anew while all write.
        case startSink(workers: Int)
        /// SIGSTOP until the others have taken its partitions over, then SIGCONT: it does not know.
        case freezeSink(Int)
        case killBroker
        /// PostgreSQL, all of its processes.
        case killServer
        case killEverything
        /// All connections of ours to PostgreSQL, by `pg_terminate_backend`.
        case terminateConnections
        case lock(table: String, seconds: Int)
    }

    struct Step: Equatable {
        /// When: so long after the step before.
        let delayMilliseconds: Int
        let action: Action
        /// Whether every partition has to move on, by so many offsets, before the next step comes. Without it
        /// the next blow falls in the middle of the recovery.
        let progress: Int?
    }

    static let sinks = 1...3
    static let tables = ["sink_offsets", "user_clicks"]

    let seed: UInt64
    /// Whether sinks and producers may serve the broker once its process is gone, as they do on one machine;
    /// else they are mere clients of it, as of any Kafka.
    let sharesBroker: Bool
    /// Workers of each sink, in the order of their starts.
    private(set) var workers: [Int]
    private var random: SplitMix

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(seed)
        sharesBroker = Int.random(in: 0..<4, using: &random) == 0
        workers = (0..<Int.random(in: 1...2, using: &random)).map { [1, 2][$0 % 2] }
    }

    mutating func next() -> Step? {
        let action = nextAction()
        apply(action)
        let isCalm = Int.random(in: 0..<10, using: &random) < 7
        return Step(
            delayMilliseconds: Int.random(in: 0...400, using: &random), action: action,
            progress: isCalm ? Int.random(in: 1...300, using: &random) : nil)
    }

    private mutating func nextAction() -> Action {
        let sink = Int.random(in: workers.indices, using: &random)
        let one = Int.random(in: 1...2, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: return .killSink(sink, nextWorkers: one)
        case 18..<28: return .stopSink(sink, nextWorkers: workers.count == 1 ? one : nil)
        case 28..<44:
            return workers.count < Self.sinks.upperBound
                ? .startSink(workers: one) : .stopSink(sink, nextWorkers: nil)
        case 44..<56: return workers.count > 1 ? .freezeSink(sink) : .startSink(workers: one)
        case 56..<66: return .killBroker
        case 66..<76: return .killServer
        case 76..<82: return .killEverything
        case 82..<91: return .terminateConnections
        default:
            let table = Self.tables[Int.random(in: Self.tables.indices, using: &random)]
            return .lock(table: table, seconds: Int.random(in: 2...7, using: &random))
        }
    }

    private mutating func apply(_ action: Action) {
        switch action {
        case .killSink(let index, let next):
            workers.remove(at: index)
            workers.append(next)
        case .stopSink(let index, let next):
            workers.remove(at: index)
            if let next { workers.append(next) }
        case .startSink(let count): workers.append(count)
        case .freezeSink, .killBroker, .killServer, .killEverything, .terminateConnections, .lock: break
        }
    }
}

extension TortureSchedule.Step: CustomStringConvertible {
    var description: String {
        let rest = progress.map { "then every partition by \($0)" } ?? "and at once the next"
        return "after \(delayMilliseconds) ms: \(action), \(rest)"
    }
}

extension TortureSchedule.Action: CustomStringConvertible {
    var description: String {
        switch self {
        case .killSink(let sink, let next): "kill -9 of sink \(sink); one with \(next) workers follows"
        case .stopSink(let sink, let next):
            "SIGTERM of sink \(sink)" + (next.map { "; one with \($0) workers follows" } ?? "")
        case .startSink(let workers): "another sink with \(workers) workers"
        case .freezeSink(let sink): "SIGSTOP of sink \(sink) until its partitions are others', then SIGCONT"
        case .killBroker: "kill -9 of the broker"
        case .killServer: "kill -9 of PostgreSQL"
        case .killEverything: "kill -9 of everything"
        case .terminateConnections: "pg_terminate_backend of all connections"
        case .lock(let table, let seconds): "\(table) locked for \(seconds) s"
        }
    }
}

/// SplitMix64: small, and the same on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
