package import KafkaProtocol

/// What a JoinGroup request tells a group.
package struct GroupJoin: Equatable, Sendable {
    package var token: RequestToken
    /// Empty for a member that has no id yet.
    package var memberID = ""
    /// The id to give a member that has none.
    package var proposedMemberID = ""
    package var instanceID: String?
    package var clientID = ""
    package var clientHost = ""
    /// Milliseconds.
    package var sessionTimeout: Int64 = 10_000
    /// Milliseconds.
    package var rebalanceTimeout: Int64 = 60_000
    package var protocolType = ""
    package var protocols: [GroupProtocol] = []
    /// From version 4 on, a new member has to join a second time, with the id that it is given (KIP-394).
    package var requiresKnownMemberID = false
    /// From version 9 on, a returning leader can be told to keep the assignment (KIP-814).
    package var supportsSkippingAssignment = false

    package init(token: RequestToken) { self.token = token }
}

/// What a SyncGroup request tells a group.
package struct GroupSync: Equatable, Sendable {
    package var token: RequestToken
    package var memberID = ""
    package var instanceID: String?
    package var generation: Int32 = 0
    /// `nil` before version 5.
    package var protocolType: String?
    /// `nil` before version 5.
    package var protocolName: String?
    /// By member id; empty unless the member is the leader.
    package var assignments: [String: [UInt8]] = [:]

    package init(token: RequestToken) { self.token = token }
}

/// What identifies the sender of a heartbeat, a commit, or a farewell.
package struct GroupSender: Equatable, Sendable {
    package var memberID: String
    package var instanceID: String?
    /// -1 from a consumer that takes no part in the group protocol.
    package var generation: Int32

    package init(memberID: String, instanceID: String? = nil, generation: Int32) {
        self.memberID = memberID
        self.instanceID = instanceID
        self.generation = generation
    }
}

/// What the coordinator has to do after an input.
package enum GroupAction: Equatable, Sendable {
    /// Answer the JoinGroup request with this token.
    case answerJoin(RequestToken, GroupJoinAnswer)
    /// Answer the SyncGroup request with this token.
    case answerSync(RequestToken, GroupSyncAnswer)
}

package struct GroupJoinAnswer: Equatable, Sendable {
    package var error = ErrorCode.none
    package var memberID = ""
    package var generation: Int32 = -1
    package var protocolType: String?
    package var protocolName: String?
    package var leaderID = ""
    package var skipAssignment = false
    /// Empty unless the member is the leader.
    package var members: [Member] = []

    package struct Member: Equatable, Sendable {
        package var id: String
        package var instanceID: String?
        package var metadata: [UInt8]
    }

    package static func failure(_ error: ErrorCode, memberID: String) -> GroupJoinAnswer {
        GroupJoinAnswer(error: error, memberID: memberID)
    }
}

package struct GroupSyncAnswer: Equatable, Sendable {
    package var error = ErrorCode.none
    package var protocolType: String?
    package var protocolName: String?
    package var assignment: [UInt8] = []

    package static func failure(_ error: ErrorCode) -> GroupSyncAnswer { GroupSyncAnswer(error: error) }
}
