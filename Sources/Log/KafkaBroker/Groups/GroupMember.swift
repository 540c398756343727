/// One member of a group, as the coordinator knows it.
package struct GroupMember: Equatable, Sendable {
    package let id: String
    /// Set for a static member (KIP-345): it may go and come back within its session without a rebalance.
    package var instanceID: String?
    package var clientID: String
    package var clientHost: String
    package var sessionTimeout: Int64
    package var rebalanceTimeout: Int64
    /// In the order of the member's preference.
    package var protocols: [GroupProtocol]
    package var assignment: [UInt8] = []

    /// The JoinGroup request that waits for the group's next generation.
    package var pendingJoin: RequestToken?
    /// The SyncGroup request that waits for the leader's assignment.
    package var pendingSync: RequestToken?
    /// When the member is taken for dead; milliseconds on the coordinator's clock.
    package var sessionDeadline: Int64
    /// Joined since the last generation began.
    package var isNew = true

    package func metadata(for protocolName: String) -> [UInt8] {
        protocols.first { $0.name == protocolName }?.metadata ?? []
    }

    /// Whether the session may end. A member whose request waits for us can't send heartbeats, so it is
    /// alive; but a new one that waits has a deadline too, since its connection may be gone for good.
    var canExpire: Bool {
        if isNew { return true }
        return pendingJoin == nil && pendingSync == nil
    }
}

/// A way to share out partitions that a member offers, such as "range", with what it wants to tell the
/// leader.
package struct GroupProtocol: Equatable, Sendable {
    package var name: String
    package var metadata: [UInt8]

    package init(name: String, metadata: [UInt8]) {
        self.name = name
        self.metadata = metadata
    }
}

/// Stands for a request that a group answers later.
package struct RequestToken: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
