internal import KafkaLog
internal import KafkaProtocol
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore

/// All consumer groups: runs their state machines, keeps their timers, and answers who waits.
///
/// Members live in memory only. After a restart of the broker they are unknown, hear UNKNOWN_MEMBER_ID, and
/// join again; what the group has committed is in the offsets topic, and survives.
final class GroupCoordinator: Sendable {
    static let offsetsTopic = "__consumer_offsets"

    typealias JoinReply = @Sendable (GroupJoinAnswer) -> Void
    typealias SyncReply = @Sendable (GroupSyncAnswer) -> Void

    private enum Waiting {
        case join(JoinReply)
        case sync(SyncReply)
    }

    private struct State {
        var groups: [String: GroupStateMachine] = [:]
        var waiting: [RequestToken: Waiting] = [:]
        var timers: [String: (deadline: Int64, task: Scheduled<Void>)] = [:]
        /// Since when groups that had members have none; milliseconds since 1970.
        var emptySince: [String: Int64] = [:]
        var nextToken: UInt64 = 0
        var isClosed = false

        /// Drops the groups that nobody is in, where `isUnneeded` agrees.
        mutating func dropGroups(where isUnneeded: (String) -> Bool) {
            for (id, group) in groups
            where group.isAbandoned && group.state == .empty && isUnneeded(id) {
                groups[id] = nil
                timers.removeValue(forKey: id)?.task.cancel()
            }
        }

        mutating func token(_ waiting: Waiting) -> RequestToken {
            nextToken += 1
            let token = RequestToken(nextToken)
            self.waiting[token] = waiting
            return token
        }
    }

    let offsets: OffsetStore
    private let limits: BrokerLimits
    private let eventLoop: any EventLoop
    private let clock: @Sendable () -> Int64
    private let startedAt: Int64
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    /// - Parameter eventLoop: runs the timers.
    /// - Parameter clock: milliseconds since 1970.
    init(
        offsets: OffsetStore, limits: BrokerLimits, eventLoop: any EventLoop,
        clock: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.clock = clock
        startedAt = clock()
        self.offsets = offsets
        self.limits = limits
        self.eventLoop = eventLoop
        self.logger = logger
    }

    // MARK: Requests

    /// - Parameter make: builds the input once the request has its token.
    func join(
        group id: String, make: (RequestToken) -> GroupJoin, reply: @escaping JoinReply
    ) {
        let now = Self.now()
        run { state in
            let token = state.token(.join(reply))
            let request = make(token)
            guard !state.isClosed else {
                return [.answerJoin(token, .failure(.notCoordinator, memberID: request.memberID))]
            }
            if state.groups[id] == nil {
                guard request.memberID.isEmpty else {
                    return [.answerJoin(token, .failure(.unknownMemberID, memberID: request.memberID))]
                }
                // An empty group has nothing to lose but its place here: its offsets are kept elsewhere.
                if state.groups.count >= limits.groups { state.dropGroups { _ in true } }
                guard state.groups.count < limits.groups else {
                    return [.answerJoin(token, .failure(.coordinatorNotAvailable, memberID: ""))]
                }
                var machineLimits = GroupStateMachine.Limits()
                machineLimits.maximumMembers = limits.groupMembers
                state.groups[id] = GroupStateMachine(groupID: id, limits: machineLimits)
            }
            let actions = state.groups[id]?.join(request, now: now) ?? []
            changed(id, &state, now: now)
            return actions
        }
    }

    func sync(group id: String, make: (RequestToken) -> GroupSync, reply: @escaping SyncReply) {
        let now = Self.now()
        run { state in
            let token = state.token(.sync(reply))
            guard !state.isClosed else { return [.answerSync(token, .failure(.notCoordinator))] }
            guard let actions = state.groups[id]?.sync(make(token), now: now) else {
                return [.answerSync(token, .failure(.unknownMemberID))]
            }
            changed(id, &state, now: now)
            return actions
        }
    }

    func heartbeat(group id: String, _ sender: GroupSender) -> ErrorCode {
        let now = Self.now()
        return state.withLockedValue { state in
            if state.isClosed { return .notCoordinator }
            return state.groups[id]?.heartbeat(sender, now: now) ?? .unknownMemberID
        }
    }

    func leave(group id: String, memberID: String, instanceID: String?) -> ErrorCode {
        let now = Self.now()
        var error = ErrorCode.unknownMemberID
        run { state in
            if state.isClosed {
                error = .notCoordinator
                return []
            }
            guard let result = state.groups[id]?.leave(memberID: memberID, instanceID: instanceID, now: now)
            else { return [] }
            error = result.error
            changed(id, &state, now: now)
            return result.actions
        }
        return error
    }

    /// Whether the sender may commit for the group now.
    func mayCommit(group id: String, _ sender: GroupSender) -> ErrorCode {
        let now = Self.now()
        return state.withLockedValue { state in
            if state.isClosed { return .notCoordinator }
            if let error = state.groups[id]?.commit(sender, now: now) { return error }
            // A group that nobody has joined: only a consumer that manages its partitions itself may commit.
            return sender.generation < 0 ? .none : .illegalGeneration
        }
    }

    // MARK: Views

    func group(_ id: String) -> GroupStateMachine? { state.withLockedValue { $0.groups[id] } }

    /// The ids of all groups that have members or committed offsets, in order.
    var groupIDs: [String] {
        let withMembers = state.withLockedValue { Set($0.groups.keys) }
        return withMembers.union(offsets.groupIDs).sorted()
    }

    // MARK: Upkeep

    func topicWasDeleted(_ topic: String) {
        offsets.forget(where: { key, _ in key.topic == topic }, completion: dropForgottenGroups)
    }

    /// Forgets what was committed before `limit` (milliseconds since 1970) for groups that have had no
    /// members since then: an idle group that is only restarted keeps its place (KIP-211). The start of the
    /// broker counts as the last sign of life of those that it has not seen yet.
    func forgetOffsets(committedBefore limit: Int64) {
        guard startedAt < limit else { return }
        let kept = state.withLockedValue { state in
            state.emptySince = state.emptySince.filter { $0.value >= limit }
            let live = state.groups.values.filter { !$0.members.isEmpty }.map(\.groupID)
            return Set(live).union(state.emptySince.keys)
        }
        offsets.forget(
            where: { key, value in value.commitTimestamp < limit && !kept.contains(key.group) },
            completion: dropForgottenGroups)
    }

    /// Drops the groups that nobody is in, and that have no offsets (any more).
    func dropForgottenGroups() {
        state.withLockedValue { state in
            state.emptySince = state.emptySince.filter { offsets.contains(group: $0.key) }
            state.dropGroups { !offsets.contains(group: $0) }
        }
    }

    /// - Returns: `false` when somebody has come in.
    func drop(emptyGroup id: String) -> Bool {
        state.withLockedValue { state in
            guard state.groups[id]?.members.isEmpty ?? true else { return false }
            state.groups[id] = nil
            state.emptySince[id] = nil
            state.timers.removeValue(forKey: id)?.task.cancel()
            return true
        }
    }

    /// Answers everyone who waits; further requests are sent away.
    func close() {
        run { state in
            state.isClosed = true
            for timer in state.timers.values { timer.task.cancel() }
            state.timers = [:]
            let actions = state.groups.keys.flatMap { state.groups[$0]?.close() ?? [] }
            state.groups = [:]
            return actions
        }
    }

    // MARK: The interpreter

    /// Changes the state under the lock, and answers after it is released.
    private func run(_ change: (inout State) -> [GroupAction]) {
        let answers: [@Sendable () -> Void] = state.withLockedValue { state in
            change(&state).compactMap { action in
                switch action {
                case .answerJoin(let token, let answer):
                    guard case .join(let reply) = state.waiting.removeValue(forKey: token) else { return nil }
                    return { reply(answer) }
                case .answerSync(let token, let answer):
                    guard case .sync(let reply) = state.waiting.removeValue(forKey: token) else { return nil }
                    return { reply(answer) }
                }
            }
        }
        for answer in answers { answer() }
    }

    /// Sets the group's timer, or drops the group when nobody needs it any more.
    private func changed(_ id: String, _ state: inout State, now: Int64) {
        guard let group = state.groups[id] else { return }
        if !group.members.isEmpty {
            state.emptySince[id] = nil
        } else if group.generation > 0 && state.emptySince[id] == nil {
            state.emptySince[id] = clock()
        }
        if group.isAbandoned && group.state == .empty && !offsets.contains(group: id) {
            state.groups[id] = nil
            state.emptySince[id] = nil
        }
        guard let deadline = state.groups[id]?.nextDeadline else {
            state.timers.removeValue(forKey: id)?.task.cancel()
            return
        }
        // A timer that is too early is harmless, and moving it at each heartbeat would cost more.
        if let timer = state.timers[id] {
            if timer.deadline <= deadline { return }
            timer.task.cancel()
        }
        let task = eventLoop.scheduleTask(in: .milliseconds(max(0, deadline - now))) { self.timerFired(id) }
        state.timers[id] = (deadline, task)
    }

    private func timerFired(_ id: String) {
        let now = Self.now()
        run { state in
            state.timers[id] = nil
            let before = state.groups[id]?.members.count ?? 0
            let actions = state.groups[id]?.timePassed(now: now) ?? []
            let after = state.groups[id]?.members.count ?? 0
            if after < before {
                logger.info(
                    "group \(id) lost \(before - after) of \(before) members: they were silent too long")
            }
            changed(id, &state, now: now)
            return actions
        }
    }

    /// Milliseconds on a clock that never goes back.
    private static func now() -> Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
}
