package import NIOCore

/// JoinGroup, versions 0 to 9: a member enters a group, or takes part in its rebalance.
///
/// 1: a rebalance time-out. 4: a new member is first told its id, and joins with it (KIP-394). 5: static
/// members (KIP-345). 6: flexible. 7: the protocol type in the answer. 8: a reason. 9: the leader may skip
/// assigning (KIP-814).
package struct JoinGroupRequest: WireStruct {
    package var groupID = ""
    package var sessionTimeoutMilliseconds: Int32 = 0
    /// -1: as long as the session time-out.
    package var rebalanceTimeoutMilliseconds: Int32 = -1
    package var memberID = ""
    package var groupInstanceID: String?
    package var protocolType = ""
    /// In the order of the member's preference.
    package var protocols: [GroupProtocol] = []
    package var reason: String?

    package init() {}

    package struct GroupProtocol: WireStruct {
        package var name = ""
        package var metadata = ByteBuffer()

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.bytes(&metadata)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&groupID)
        try wire.int32(&sessionTimeoutMilliseconds)
        if wire.version >= 1 { try wire.int32(&rebalanceTimeoutMilliseconds) }
        try wire.string(&memberID)
        if wire.version >= 5 { try wire.nullableString(&groupInstanceID) }
        try wire.string(&protocolType)
        try wire.array(&protocols)
        if wire.version >= 8 { try wire.nullableString(&reason) }
        try wire.endOfStruct()
    }
}

package struct JoinGroupResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var generationID: Int32 = -1
    package var protocolType: String?
    package var protocolName: String?
    package var leader = ""
    package var skipAssignment = false
    package var memberID = ""
    /// All members for the leader, none for the others.
    package var members: [Member] = []

    package init() {}

    package struct Member: WireStruct {
        package var memberID = ""
        package var groupInstanceID: String?
        package var metadata = ByteBuffer()

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&memberID)
            if wire.version >= 5 { try wire.nullableString(&groupInstanceID) }
            try wire.bytes(&metadata)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 2 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.errorCode(&errorCode)
        try wire.int32(&generationID)
        if wire.version >= 7 { try wire.nullableString(&protocolType) }
        try wire.string(&protocolName, nullableFrom: 7)
        try wire.string(&leader)
        if wire.version >= 9 { try wire.boolean(&skipAssignment) }
        try wire.string(&memberID)
        try wire.array(&members)
        try wire.endOfStruct()
    }
}
