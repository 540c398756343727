/// ListGroups, versions 0 to 5: the groups that the broker coordinates.
///
/// 3: flexible. 4: a filter by state (KIP-518). 5: group types (KIP-848); all of ours are "classic".
package struct ListGroupsRequest: WireStruct {
    /// Empty: all states.
    package var statesFilter: [String] = []
    /// Empty: all types.
    package var typesFilter: [String] = []

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 4 { try wire.array(&statesFilter) }
        if wire.version >= 5 { try wire.array(&typesFilter) }
        try wire.endOfStruct()
    }
}

package struct ListGroupsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var groups: [Group] = []

    package init() {}

    package struct Group: WireStruct {
        package var groupID = ""
        package var protocolType = ""
        package var state = ""
        package var groupType = ""

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&groupID)
            try wire.string(&protocolType)
            if wire.version >= 4 { try wire.string(&state) }
            if wire.version >= 5 { try wire.string(&groupType) }
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.errorCode(&errorCode)
        try wire.array(&groups)
        try wire.endOfStruct()
    }
}
