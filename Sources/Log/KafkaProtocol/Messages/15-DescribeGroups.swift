package import NIOCore

/// DescribeGroups, versions 0 to 5: state, members and assignments of groups.
///
/// 3: authorized operations. 4: static members (KIP-345). 5: flexible.
package struct DescribeGroupsRequest: WireStruct {
    package var groups: [String] = []
    package var includeAuthorizedOperations = false

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&groups)
        if wire.version >= 3 { try wire.boolean(&includeAuthorizedOperations) }
        try wire.endOfStruct()
    }
}

package struct DescribeGroupsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var groups: [Group] = []

    package init() {}

    package struct Group: WireStruct {
        package var errorCode = ErrorCode.none
        package var groupID = ""
        package var state = ""
        package var protocolType = ""
        package var protocolName = ""
        package var members: [Member] = []
        package var authorizedOperations = Int32.min

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.string(&groupID)
            try wire.string(&state)
            try wire.string(&protocolType)
            try wire.string(&protocolName)
            try wire.array(&members)
            if wire.version >= 3 { try wire.int32(&authorizedOperations) }
            try wire.endOfStruct()
        }
    }

    package struct Member: WireStruct {
        package var memberID = ""
        package var groupInstanceID: String?
        package var clientID = ""
        package var clientHost = ""
        package var metadata = ByteBuffer()
        package var assignment = ByteBuffer()

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&memberID)
            if wire.version >= 4 { try wire.nullableString(&groupInstanceID) }
            try wire.string(&clientID)
            try wire.string(&clientHost)
            try wire.bytes(&metadata)
            try wire.bytes(&assignment)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.array(&groups)
        try wire.endOfStruct()
    }
}
