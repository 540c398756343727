package import NIOCore

/// SyncGroup, versions 0 to 5: the leader hands in everyone's assignment, and each member gets its own.
///
/// 3: static members (KIP-345). 4: flexible. 5: protocol type and name, so that a mismatch is found
/// (KIP-559).
package struct SyncGroupRequest: WireStruct {
    package var groupID = ""
    package var generationID: Int32 = 0
    package var memberID = ""
    package var groupInstanceID: String?
    package var protocolType: String?
    package var protocolName: String?
    package var assignments: [Assignment] = []

    package init() {}

    package struct Assignment: WireStruct {
        package var memberID = ""
        package var assignment = ByteBuffer()

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&memberID)
            try wire.bytes(&assignment)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&groupID)
        try wire.int32(&generationID)
        try wire.string(&memberID)
        if wire.version >= 3 { try wire.nullableString(&groupInstanceID) }
        if wire.version >= 5 {
            try wire.nullableString(&protocolType)
            try wire.nullableString(&protocolName)
        }
        try wire.array(&assignments)
        try wire.endOfStruct()
    }
}

package struct SyncGroupResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var protocolType: String?
    package var protocolName: String?
    package var assignment = ByteBuffer()

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.errorCode(&errorCode)
        if wire.version >= 5 {
            try wire.nullableString(&protocolType)
            try wire.nullableString(&protocolName)
        }
        try wire.bytes(&assignment)
        try wire.endOfStruct()
    }
}
