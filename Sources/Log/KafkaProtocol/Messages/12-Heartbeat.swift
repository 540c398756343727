/// Heartbeat, versions 0 to 4: a member is alive, and hears whether its group rebalances.
///
/// 3: static members (KIP-345). 4: flexible.
package struct HeartbeatRequest: WireStruct {
    package var groupID = ""
    package var generationID: Int32 = 0
    package var memberID = ""
    package var groupInstanceID: String?

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&groupID)
        try wire.int32(&generationID)
        try wire.string(&memberID)
        if wire.version >= 3 { try wire.nullableString(&groupInstanceID) }
        try wire.endOfStruct()
    }
}

package struct HeartbeatResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.errorCode(&errorCode)
        try wire.endOfStruct()
    }
}
