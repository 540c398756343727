internal import KafkaProtocol

/// One consumer group: who is in it, in which generation, and with which assignment.
///
///                  first join                       everyone has joined, or time is up
///     empty ───────────────────► preparingRebalance ──────────────────────► completingRebalance
///       ▲                          ▲    │ nobody is left                           │ the leader's
///       └──────────────────────────┼────┘                                          ▼ assignment
///                                  └────────── join, leave, time-out ───────────  stable
///
/// It does no I/O and knows no clock: inputs carry the time in milliseconds, and what has to be answered
/// comes back as actions. The owner calls `timePassed` at `nextDeadline`. It follows the classic protocol of
/// Kafka's group coordinator, with static members (KIP-345) and ids that are assigned first (KIP-394).
package struct GroupStateMachine: Equatable, Sendable {
    package enum State: String, Equatable, Sendable {
        case empty = "Empty"
        case preparingRebalance = "PreparingRebalance"
        case completingRebalance = "CompletingRebalance"
        case stable = "Stable"
        case dead = "Dead"
    }

    package struct Limits: Equatable, Sendable {
        /// The largest number of members (`group.max.size`).
        package var maximumMembers = 1_000
        /// How long a member that has just joined is kept while its first rebalance goes on, in milliseconds.
        package var newMemberJoinTimeout: Int64 = 300_000

        package init() {}
    }

    package let groupID: String
    package let limits: Limits
    package internal(set) var state = State.empty
    package internal(set) var generation: Int32 = 0
    package internal(set) var protocolType: String?
    package internal(set) var protocolName: String?
    package internal(set) var leaderID: String?
    /// In the order in which they joined.
    package internal(set) var members: [GroupMember] = []
    /// Ids that were handed out and whose owners have not joined with them yet, with the time when they
    /// lapse.
    var pendingMembers: [String: Int64] = [:]
    /// When the rebalance goes on without those who are still missing.
    var rebalanceDeadline: Int64?

    package init(groupID: String, limits: Limits = Limits()) {
        self.groupID = groupID
        self.limits = limits
    }

    /// Nobody is in the group, and nobody is about to be.
    package var isAbandoned: Bool { members.isEmpty && pendingMembers.isEmpty }

    /// When `timePassed` has something to do next; `nil`: never.
    package var nextDeadline: Int64? {
        var earliest = rebalanceDeadline
        for member in members where member.canExpire {
            earliest = min(earliest ?? member.sessionDeadline, member.sessionDeadline)
        }
        for deadline in pendingMembers.values { earliest = min(earliest ?? deadline, deadline) }
        return earliest
    }

    package func member(_ id: String) -> GroupMember? { members.first { $0.id == id } }

    // MARK: Time

    /// Ends the sessions and the waits whose time has come.
    package mutating func timePassed(now: Int64) -> [GroupAction] {
        var actions: [GroupAction] = []
        let lapsed = pendingMembers.filter { $0.value <= now }.keys
        for id in lapsed { pendingMembers[id] = nil }
        for member in members where member.canExpire && member.sessionDeadline <= now {
            actions += remove(member.id, error: .unknownMemberID, now: now)
        }
        if let deadline = rebalanceDeadline, deadline <= now {
            switch state {
            case .preparingRebalance: actions += completeJoin(now: now)
            case .completingRebalance: actions += dropThoseWhoDidNotSync(now: now)
            case .empty, .stable, .dead: rebalanceDeadline = nil
            }
        } else if !lapsed.isEmpty {
            actions += completeJoinIfEveryoneIsThere(now: now)
        }
        return actions
    }

    /// The coordinator stops: whoever waits is told to look for it again.
    package mutating func close() -> [GroupAction] {
        var actions: [GroupAction] = []
        for member in members {
            if let token = member.pendingJoin {
                actions.append(.answerJoin(token, .failure(.notCoordinator, memberID: member.id)))
            }
            if let token = member.pendingSync {
                actions.append(.answerSync(token, .failure(.notCoordinator)))
            }
        }
        members = []
        pendingMembers = [:]
        rebalanceDeadline = nil
        state = .dead
        return actions
    }

    // MARK: Shared by the inputs

    func index(of memberID: String) -> Int? { members.firstIndex { $0.id == memberID } }

    /// Whether a sender is who it says it is.
    func check(memberID: String, instanceID: String?) -> ErrorCode {
        if state == .dead { return .coordinatorNotAvailable }
        if let instanceID {
            guard let owner = members.first(where: { $0.instanceID == instanceID }) else {
                return .unknownMemberID
            }
            return owner.id == memberID ? .none : .fencedInstanceID
        }
        return index(of: memberID) == nil ? .unknownMemberID : .none
    }

    func check(_ sender: GroupSender) -> ErrorCode {
        let error = check(memberID: sender.memberID, instanceID: sender.instanceID)
        if error != .none { return error }
        return sender.generation == generation ? .none : .illegalGeneration
    }

    mutating func renewSession(at index: Int, now: Int64) {
        members[index].sessionDeadline = now + members[index].sessionTimeout
    }
}
