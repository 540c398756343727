import KafkaBroker
import KafkaProtocol

/// Drives one group machine as its clients would, and keeps the answers by token.
struct GroupDriver {
    var machine: GroupStateMachine
    var now: Int64 = 0
    private(set) var joins: [RequestToken: GroupJoinAnswer] = [:]
    private(set) var syncs: [RequestToken: GroupSyncAnswer] = [:]
    /// Tokens that were answered more than once, which must never happen.
    private(set) var answeredTwice: [RequestToken] = []
    private var nextToken: UInt64 = 0

    init(limits: GroupStateMachine.Limits = .init()) {
        machine = GroupStateMachine(groupID: "g", limits: limits)
    }

    mutating func token() -> RequestToken {
        nextToken += 1
        return RequestToken(nextToken)
    }

    @discardableResult
    mutating func join(
        _ id: String, as proposed: String = "new", protocols: [String] = ["range"], metadata: UInt8 = 0,
        configure: (inout GroupJoin) -> Void = { _ in }
    ) -> RequestToken {
        var request = GroupJoin(token: token())
        request.memberID = id
        request.proposedMemberID = proposed
        request.protocolType = "consumer"
        request.protocols = protocols.map { GroupProtocol(name: $0, metadata: [metadata]) }
        configure(&request)
        keep(machine.join(request, now: now))
        return request.token
    }

    @discardableResult
    mutating func sync(
        _ id: String, generation: Int32, assignments: [String: [UInt8]] = [:], instanceID: String? = nil
    ) -> RequestToken {
        var request = GroupSync(token: token())
        request.memberID = id
        request.generation = generation
        request.assignments = assignments
        request.instanceID = instanceID
        keep(machine.sync(request, now: now))
        return request.token
    }

    mutating func heartbeat(_ id: String, generation: Int32) -> ErrorCode {
        machine.heartbeat(GroupSender(memberID: id, generation: generation), now: now)
    }

    mutating func commit(_ id: String, generation: Int32) -> ErrorCode {
        machine.commit(GroupSender(memberID: id, generation: generation), now: now)
    }

    mutating func leave(_ id: String, instanceID: String? = nil) -> ErrorCode {
        let (error, actions) = machine.leave(memberID: id, instanceID: instanceID, now: now)
        keep(actions)
        return error
    }

    /// Lets time pass, stopping at each deadline on the way as the coordinator's timer does.
    mutating func advance(by milliseconds: Int64) {
        let end = now + milliseconds
        while let deadline = machine.nextDeadline, deadline <= end {
            now = max(now, deadline)
            keep(machine.timePassed(now: now))
        }
        now = end
    }

    mutating func close() { keep(machine.close()) }

    private mutating func keep(_ actions: [GroupAction]) {
        for action in actions {
            switch action {
            case .answerJoin(let token, let answer):
                if joins.updateValue(answer, forKey: token) != nil { answeredTwice.append(token) }
            case .answerSync(let token, let answer):
                if syncs.updateValue(answer, forKey: token) != nil { answeredTwice.append(token) }
            }
        }
    }

    /// A group in which these members share generation 1, each assigned its own place in the list.
    static func stable(_ ids: [String]) -> GroupDriver {
        var driver = GroupDriver()
        for id in ids { driver.join("", as: id) }
        // The first join starts generation 1 alone; the others wait until it rejoins.
        if ids.count > 1 { driver.join(ids[0]) }
        let generation = driver.machine.generation
        for id in ids.dropFirst() { driver.sync(id, generation: generation) }
        let assignments = ids.enumerated().map { ($1, [UInt8($0)]) }
        driver.sync(
            ids[0], generation: generation, assignments: Dictionary(uniqueKeysWithValues: assignments))
        return driver
    }
}
