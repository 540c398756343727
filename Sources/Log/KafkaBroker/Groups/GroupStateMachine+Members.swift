package import KafkaProtocol

extension GroupStateMachine {
    /// A SyncGroup request arrived.
    package mutating func sync(_ request: GroupSync, now: Int64) -> [GroupAction] {
        let sender = GroupSender(
            memberID: request.memberID, instanceID: request.instanceID, generation: request.generation)
        let error = check(sender)
        guard error == .none, let index = index(of: request.memberID) else {
            return [.answerSync(request.token, .failure(error))]
        }
        guard request.protocolType == nil || request.protocolType == protocolType,
            request.protocolName == nil || request.protocolName == protocolName
        else { return [.answerSync(request.token, .failure(.inconsistentGroupProtocol))] }
        switch state {
        case .empty, .dead:
            return [.answerSync(request.token, .failure(.unknownMemberID))]
        case .preparingRebalance:
            return [.answerSync(request.token, .failure(.rebalanceInProgress))]
        case .stable:
            renewSession(at: index, now: now)
            return [.answerSync(request.token, syncAnswer(for: members[index]))]
        case .completingRebalance:
            return syncWhileCompleting(request, at: index, now: now)
        }
    }

    private mutating func syncWhileCompleting(
        _ request: GroupSync, at index: Int, now: Int64
    ) -> [GroupAction] {
        var actions: [GroupAction] = []
        if let earlier = members[index].pendingSync {
            actions.append(.answerSync(earlier, .failure(.unknownMemberID)))
        }
        members[index].pendingSync = request.token
        renewSession(at: index, now: now)
        guard request.memberID == leaderID else { return actions }
        for index in members.indices {
            members[index].assignment = request.assignments[members[index].id] ?? []
        }
        state = .stable
        rebalanceDeadline = nil
        for index in members.indices {
            guard let token = members[index].pendingSync else { continue }
            members[index].pendingSync = nil
            renewSession(at: index, now: now)
            actions.append(.answerSync(token, syncAnswer(for: members[index])))
        }
        return actions
    }

    /// A Heartbeat request arrived.
    package mutating func heartbeat(_ sender: GroupSender, now: Int64) -> ErrorCode {
        if pendingMembers[sender.memberID] != nil { return .none }
        let error = check(sender)
        guard error == .none, let index = index(of: sender.memberID) else { return error }
        renewSession(at: index, now: now)
        return switch state {
        case .empty, .dead: .unknownMemberID
        case .preparingRebalance: .rebalanceInProgress
        case .completingRebalance, .stable: .none
        }
    }

    /// Whether the sender may commit offsets now. A commit is a sign of life too.
    package mutating func commit(_ sender: GroupSender, now: Int64) -> ErrorCode {
        if sender.generation < 0 && sender.memberID.isEmpty && members.isEmpty && state != .dead {
            return .none
        }
        let error = check(sender)
        guard error == .none, let index = index(of: sender.memberID) else { return error }
        switch state {
        case .stable, .preparingRebalance:
            renewSession(at: index, now: now)
            return .none
        case .completingRebalance: return .rebalanceInProgress
        case .empty, .dead: return .unknownMemberID
        }
    }

    /// A member says farewell. A static one can be named by its instance id alone.
    package mutating func leave(
        memberID: String, instanceID: String?, now: Int64
    ) -> (error: ErrorCode, actions: [GroupAction]) {
        if state == .dead { return (.coordinatorNotAvailable, []) }
        if instanceID == nil && pendingMembers.removeValue(forKey: memberID) != nil {
            return (.none, completeJoinIfEveryoneIsThere(now: now))
        }
        var id = memberID
        if let instanceID, memberID.isEmpty {
            guard let owner = members.first(where: { $0.instanceID == instanceID }) else {
                return (.unknownMemberID, [])
            }
            id = owner.id
        }
        let error = check(memberID: id, instanceID: instanceID)
        if error != .none { return (error, []) }
        return (.none, remove(id, error: .unknownMemberID, now: now))
    }

    /// Takes a member out, answers what it waits for, and rebalances the rest.
    mutating func remove(_ id: String, error: ErrorCode, now: Int64) -> [GroupAction] {
        guard let index = index(of: id) else { return [] }
        let member = members.remove(at: index)
        var actions: [GroupAction] = []
        if let token = member.pendingJoin {
            actions.append(.answerJoin(token, .failure(error, memberID: id)))
        }
        if let token = member.pendingSync { actions.append(.answerSync(token, .failure(error))) }
        if leaderID == id { leaderID = members.first?.id }
        actions += prepareRebalance(now: now)
        actions += completeJoinIfEveryoneIsThere(now: now)
        return actions
    }

    /// A member that took part in the join but never asked for its assignment would hold up everyone else.
    mutating func dropThoseWhoDidNotSync(now: Int64) -> [GroupAction] {
        rebalanceDeadline = nil
        let silent = members.filter { $0.pendingSync == nil }.map(\.id)
        if silent.isEmpty {
            // Everyone waits for a leader that is not among them any more.
            return prepareRebalance(now: now)
        }
        members.removeAll { silent.contains($0.id) }
        if !members.contains(where: { $0.id == leaderID }) { leaderID = members.first?.id }
        return prepareRebalance(now: now) + completeJoinIfEveryoneIsThere(now: now)
    }

    private func syncAnswer(for member: GroupMember) -> GroupSyncAnswer {
        GroupSyncAnswer(
            protocolType: protocolType, protocolName: protocolName, assignment: member.assignment)
    }
}
