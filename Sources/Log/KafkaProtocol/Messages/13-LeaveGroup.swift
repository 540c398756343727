/// LeaveGroup, versions 0 to 5: members leave without waiting for their session to end.
///
/// 3: several members at once, static ones too (KIP-345). 4: flexible. 5: a reason (KIP-800).
///
/// Whatever the version, one member or many are in `members`.
package struct LeaveGroupRequest: WireStruct {
    package var groupID = ""
    package var members: [Member] = []

    package init() {}

    package struct Member: WireStruct {
        package var memberID = ""
        package var groupInstanceID: String?
        package var reason: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&memberID)
            try wire.nullableString(&groupInstanceID)
            if wire.version >= 5 { try wire.nullableString(&reason) }
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&groupID)
        if wire.version >= 3 {
            try wire.array(&members)
        } else {
            var member = members.first ?? Member()
            try wire.string(&member.memberID)
            members = [member]
        }
        try wire.endOfStruct()
    }
}

package struct LeaveGroupResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    /// Up to version 2, the one member's error is here; from 3 on, only errors that concern the whole
    /// request.
    package var errorCode = ErrorCode.none
    package var members: [Member] = []

    package init() {}

    package struct Member: WireStruct {
        package var memberID = ""
        package var groupInstanceID: String?
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&memberID)
            try wire.nullableString(&groupInstanceID)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.errorCode(&errorCode)
        if wire.version >= 3 { try wire.array(&members) }
        try wire.endOfStruct()
    }
}
