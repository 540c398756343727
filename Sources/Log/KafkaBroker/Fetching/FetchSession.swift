internal import KafkaLog
internal import KafkaProtocol
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// One Fetch request from its arrival to its answer.
///
/// It looks into the log at once; when there is too little to answer with, it waits until a partition calls
/// it or its time is up, and looks again. Looking happens on the thread pool, one look at a time.
final class FetchSession: Sendable {
    private enum Phase {
        case looking
        /// Something changed during the look: look again.
        case lookingAndCalled
        case waiting
        case done
    }

    private struct State {
        var phase = Phase.looking
        var isExpired = false
        var watched: [PartitionLog]?
        var timer: Scheduled<Void>?
    }

    private let request: FetchRequest
    private let version: Int16
    private let core: BrokerCore
    private let context: RequestContext
    private let reply: Reply
    private let state = NIOLockedValueBox(State())

    init(_ request: FetchRequest, _ context: RequestContext, core: BrokerCore, reply: @escaping Reply) {
        self.request = request
        self.context = context
        version = context.version
        self.core = core
        self.reply = reply
    }

    func start() { look() }

    /// A watched partition changed.
    func wake() {
        let mustLook = state.withLockedValue { state in
            switch state.phase {
            case .waiting:
                state.phase = .looking
                return true
            case .looking:
                state.phase = .lookingAndCalled
                return false
            case .lookingAndCalled, .done: return false
            }
        }
        if mustLook { look() }
    }

    /// The time is up: answer with what there is.
    func expire() {
        state.withLockedValue { $0.isExpired = true }
        wake()
    }

    /// Nobody reads the answer any more.
    func cancel() {
        finish(.nothing)
    }

    private func look() {
        core.threadPool.submit { poolState in
            guard case .active = poolState else { return self.finish(.closeConnection) }
            self.lookNow()
        }
    }

    private func lookNow() {
        while true {
            let isExpired = state.withLockedValue { state in
                if state.phase == .lookingAndCalled { state.phase = .looking }
                return state.isExpired
            }
            let reader = FetchReader(core: core, request: request, version: version)
            let found = reader.read()
            let isEnough =
                isExpired || found.hasError || found.byteCount >= Int(request.minimumBytes)
                || request.maximumWaitMilliseconds <= 0
            if isEnough { return finish(.fetched(found.response, slices: found.slices)) }
            let isWatching = state.withLockedValue { $0.watched != nil }
            if !isWatching {
                // From now on changes are heard of; those since the look are found by looking once more.
                watch(found.partitions)
                continue
            }
            let mayRest = state.withLockedValue { state in
                guard state.phase == .looking else { return state.phase == .done }
                state.phase = .waiting
                return true
            }
            if mayRest { return }
        }
    }

    private func watch(_ partitions: [PartitionLog]) {
        state.withLockedValue { $0.watched = partitions }
        core.waiters.add(self, to: partitions)
        let wait = min(request.maximumWaitMilliseconds, core.configuration.limits.fetchWaitMilliseconds)
        let timer = context.eventLoop.scheduleTask(in: .milliseconds(Int64(wait))) { self.expire() }
        let isDone = state.withLockedValue { state in
            state.timer = timer
            return state.phase == .done
        }
        if isDone { timer.cancel() }
        context.lifeline.onClose { self.cancel() }
    }

    private func finish(_ answer: Answer) {
        let (isFirst, watched, timer) = state.withLockedValue { state in
            let isFirst = state.phase != .done
            state.phase = .done
            defer { state.timer = nil }
            return (isFirst, state.watched, state.timer)
        }
        guard isFirst else { return }
        timer?.cancel()
        if let watched {
            core.waiters.remove(self, from: watched)
            context.lifeline.onClose(nil)
        }
        reply(answer)
    }
}
