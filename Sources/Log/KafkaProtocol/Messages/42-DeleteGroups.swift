/// DeleteGroups, versions 0 to 2: groups without members go, with all that they have committed (KIP-229).
///
/// 1: the bytes are those of 0. 2: flexible.
package struct DeleteGroupsRequest: WireStruct {
    package var groups: [String] = []

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&groups)
        try wire.endOfStruct()
    }
}

package struct DeleteGroupsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var results: [Result] = []

    package init() {}

    package struct Result: WireStruct {
        package var groupID = ""
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&groupID)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&results)
        try wire.endOfStruct()
    }
}
