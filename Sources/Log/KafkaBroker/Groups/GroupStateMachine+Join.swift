internal import KafkaProtocol

extension GroupStateMachine {
    /// A JoinGroup request arrived.
    package mutating func join(_ request: GroupJoin, now: Int64) -> [GroupAction] {
        func refuse(_ error: ErrorCode) -> [GroupAction] {
            [.answerJoin(request.token, .failure(error, memberID: request.memberID))]
        }
        if state == .dead { return refuse(.coordinatorNotAvailable) }
        guard supports(request) else { return refuse(.inconsistentGroupProtocol) }
        if request.memberID.isEmpty { return joinWithoutID(request, now: now) }
        if pendingMembers[request.memberID] != nil {
            guard request.instanceID == nil else { return refuse(.unknownMemberID) }
            guard members.count < limits.maximumMembers else { return refuse(.groupMaxSizeReached) }
            pendingMembers[request.memberID] = nil
            return add(request, id: request.memberID, now: now)
        }
        let error = check(memberID: request.memberID, instanceID: request.instanceID)
        guard error == .none, let index = index(of: request.memberID) else { return refuse(error) }
        return rejoin(request, at: index, now: now)
    }

    /// Whether a member with these protocols could live with the others.
    private func supports(_ request: GroupJoin) -> Bool {
        if request.protocolType.isEmpty || request.protocols.isEmpty { return false }
        let others = members.filter { $0.id != request.memberID || request.memberID.isEmpty }
        if others.isEmpty { return true }
        guard request.protocolType == protocolType else { return false }
        return request.protocols.contains { offered in
            others.allSatisfy { $0.protocols.contains { $0.name == offered.name } }
        }
    }

    private mutating func joinWithoutID(_ request: GroupJoin, now: Int64) -> [GroupAction] {
        if let instanceID = request.instanceID,
            let index = members.firstIndex(where: { $0.instanceID == instanceID })
        {
            return replaceStaticMember(at: index, with: request, now: now)
        }
        guard members.count + pendingMembers.count < limits.maximumMembers else {
            return [.answerJoin(request.token, .failure(.groupMaxSizeReached, memberID: ""))]
        }
        if request.requiresKnownMemberID && request.instanceID == nil {
            pendingMembers[request.proposedMemberID] = now + request.sessionTimeout
            return [
                .answerJoin(
                    request.token, .failure(.memberIDRequired, memberID: request.proposedMemberID))
            ]
        }
        return add(request, id: request.proposedMemberID, now: now)
    }

    private mutating func add(_ request: GroupJoin, id: String, now: Int64) -> [GroupAction] {
        members.append(
            GroupMember(
                id: id, instanceID: request.instanceID, clientID: request.clientID,
                clientHost: request.clientHost, sessionTimeout: request.sessionTimeout,
                rebalanceTimeout: request.rebalanceTimeout, protocols: request.protocols,
                pendingJoin: request.token, sessionDeadline: now + limits.newMemberJoinTimeout))
        if leaderID == nil { leaderID = id }
        if protocolType == nil || members.count == 1 { protocolType = request.protocolType }
        return prepareRebalance(now: now) + completeJoinIfEveryoneIsThere(now: now)
    }

    private mutating func rejoin(_ request: GroupJoin, at index: Int, now: Int64) -> [GroupAction] {
        let changed = members[index].protocols != request.protocols
        switch state {
        case .preparingRebalance:
            return update(at: index, with: request, now: now) + completeJoinIfEveryoneIsThere(now: now)
        case .completingRebalance where !changed:
            // The answer to its first request got lost: say the same again.
            renewSession(at: index, now: now)
            return [.answerJoin(request.token, answer(for: members[index]))]
        case .stable where !changed && members[index].id != leaderID:
            renewSession(at: index, now: now)
            return [.answerJoin(request.token, answer(for: members[index]))]
        case .completingRebalance, .stable:
            // A leader that rejoins wants to assign anew, perhaps since its topics have changed.
            return update(at: index, with: request, now: now) + prepareRebalance(now: now)
                + completeJoinIfEveryoneIsThere(now: now)
        case .empty, .dead:
            return [.answerJoin(request.token, .failure(.unknownMemberID, memberID: request.memberID))]
        }
    }

    private mutating func update(at index: Int, with request: GroupJoin, now: Int64) -> [GroupAction] {
        var actions: [GroupAction] = []
        if let earlier = members[index].pendingJoin, earlier != request.token {
            // The client gave up on its earlier request; nobody reads this answer, but the slot must be
            // freed.
            actions.append(
                .answerJoin(earlier, .failure(.unknownMemberID, memberID: members[index].id)))
        }
        members[index].pendingJoin = request.token
        members[index].protocols = request.protocols
        members[index].sessionTimeout = request.sessionTimeout
        members[index].rebalanceTimeout = request.rebalanceTimeout
        members[index].clientID = request.clientID
        members[index].clientHost = request.clientHost
        if members.count == 1 { protocolType = request.protocolType }
        if !members[index].isNew { renewSession(at: index, now: now) }
        return actions
    }

    /// A static member came back, perhaps on another machine: it takes over the place, and its predecessor is
    /// fenced.
    private mutating func replaceStaticMember(
        at index: Int, with request: GroupJoin, now: Int64
    ) -> [GroupAction] {
        let predecessor = members[index]
        var actions: [GroupAction] = []
        if let token = predecessor.pendingJoin {
            actions.append(.answerJoin(token, .failure(.fencedInstanceID, memberID: predecessor.id)))
        }
        if let token = predecessor.pendingSync {
            actions.append(.answerSync(token, .failure(.fencedInstanceID)))
        }
        var successor = GroupMember(
            id: request.proposedMemberID, instanceID: request.instanceID, clientID: request.clientID,
            clientHost: request.clientHost, sessionTimeout: request.sessionTimeout,
            rebalanceTimeout: request.rebalanceTimeout, protocols: request.protocols,
            assignment: predecessor.assignment, sessionDeadline: now + request.sessionTimeout,
            isNew: false)
        let wasLeader = leaderID == predecessor.id
        if wasLeader { leaderID = successor.id }
        if state == .stable && predecessor.protocols == request.protocols {
            members[index] = successor
            var answer = answer(for: successor)
            if wasLeader {
                // It must not assign again: the generation goes on. Older clients are made followers for
                // that.
                answer.skipAssignment = request.supportsSkippingAssignment
                if !request.supportsSkippingAssignment {
                    answer.leaderID = predecessor.id
                    answer.members = []
                }
            }
            return actions + [.answerJoin(request.token, answer)]
        }
        successor.pendingJoin = request.token
        members[index] = successor
        return actions + prepareRebalance(now: now) + completeJoinIfEveryoneIsThere(now: now)
    }

    // MARK: The rebalance

    /// Begins a rebalance, unless one is collecting members already.
    mutating func prepareRebalance(now: Int64) -> [GroupAction] {
        if state == .preparingRebalance { return [] }
        var actions: [GroupAction] = []
        for index in members.indices {
            guard let token = members[index].pendingSync else { continue }
            members[index].pendingSync = nil
            renewSession(at: index, now: now)
            actions.append(.answerSync(token, .failure(.rebalanceInProgress)))
        }
        state = .preparingRebalance
        rebalanceDeadline = now + (members.map(\.rebalanceTimeout).max() ?? 0)
        return actions
    }

    mutating func completeJoinIfEveryoneIsThere(now: Int64) -> [GroupAction] {
        guard state == .preparingRebalance, pendingMembers.isEmpty || members.isEmpty,
            members.allSatisfy({ $0.pendingJoin != nil })
        else { return [] }
        return completeJoin(now: now)
    }

    /// Starts the next generation with those who have joined. Static members that are away keep their place
    /// until their session ends.
    mutating func completeJoin(now: Int64) -> [GroupAction] {
        members.removeAll { $0.pendingJoin == nil && $0.instanceID == nil }
        generation = generation == .max ? 1 : generation + 1
        guard let firstJoined = members.first(where: { $0.pendingJoin != nil }) else {
            return becomeEmpty(now: now)
        }
        if member(leaderID ?? "")?.pendingJoin == nil { leaderID = firstJoined.id }
        protocolName = chooseProtocol()
        state = .completingRebalance
        rebalanceDeadline = now + (members.map(\.rebalanceTimeout).max() ?? 0)
        var actions: [GroupAction] = []
        for index in members.indices {
            members[index].assignment = []
            guard let token = members[index].pendingJoin else { continue }
            members[index].pendingJoin = nil
            members[index].isNew = false
            renewSession(at: index, now: now)
            actions.append(.answerJoin(token, answer(for: members[index])))
        }
        return actions
    }

    private mutating func becomeEmpty(now: Int64) -> [GroupAction] {
        if members.isEmpty {
            state = .empty
            rebalanceDeadline = nil
            protocolName = nil
            leaderID = nil
        } else {
            // Only static members, all away: wait on for them, until their sessions end.
            rebalanceDeadline = now + (members.map(\.rebalanceTimeout).max() ?? 0)
        }
        return []
    }

    /// Of the protocols that all share, the one that most members prefer; the first by name where they
    /// disagree.
    private func chooseProtocol() -> String? {
        guard let first = members.first else { return nil }
        let shared = Set(first.protocols.map(\.name)).filter { name in
            members.allSatisfy { $0.protocols.contains { $0.name == name } }
        }
        var votes: [String: Int] = [:]
        for member in members {
            if let choice = member.protocols.first(where: { shared.contains($0.name) }) {
                votes[choice.name, default: 0] += 1
            }
        }
        return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    func answer(for member: GroupMember) -> GroupJoinAnswer {
        GroupJoinAnswer(
            memberID: member.id, generation: generation, protocolType: protocolType,
            protocolName: protocolName, leaderID: leaderID ?? "",
            members: member.id == leaderID
                ? members.map {
                    GroupJoinAnswer.Member(
                        id: $0.id, instanceID: $0.instanceID,
                        metadata: $0.metadata(for: protocolName ?? ""))
                } : [])
    }
}
