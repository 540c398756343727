/// OffsetFetch, versions 1 to 9: where groups got to.
///
/// 2: null topics ask for all, and the answer has an error of its own. 5: leader epochs. 6: flexible.
/// 7: whether to wait for open transactions (KIP-447). 8: several groups at once (KIP-709). 9: member epochs
/// (KIP-848).
///
/// Whatever the version, one group or many are in `groups`.
package struct OffsetFetchRequest: WireStruct {
    package var groups: [Group] = []
    package var requireStable = false

    package init() {}

    package struct Group: WireStruct {
        package var groupID = ""
        package var memberID: String?
        package var memberEpoch: Int32 = -1
        /// `nil`: all that the group has committed.
        package var topics: [Topic]?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&groupID)
            if wire.version >= 9 {
                try wire.nullableString(&memberID)
                try wire.int32(&memberEpoch)
            }
            try wire.nullableArray(&topics)
            try wire.endOfStruct()
        }
    }

    package struct Topic: WireStruct {
        package var name = ""
        package var partitions: [Int32] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.array(&partitions)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 8 {
            try wire.array(&groups)
        } else {
            var group = groups.first ?? Group()
            try wire.string(&group.groupID)
            if wire.version >= 2 {
                try wire.nullableArray(&group.topics)
            } else {
                var topics = group.topics ?? []
                try wire.array(&topics)
                group.topics = topics
            }
            groups = [group]
        }
        if wire.version >= 7 { try wire.boolean(&requireStable) }
        try wire.endOfStruct()
    }
}

package struct OffsetFetchResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var groups: [Group] = []

    package init() {}

    package struct Group: WireStruct {
        package var groupID = ""
        package var topics: [Topic] = []
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&groupID)
            try wire.array(&topics)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package struct Topic: WireStruct {
        package var name = ""
        package var partitions: [Partition] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.array(&partitions)
            try wire.endOfStruct()
        }
    }

    package struct Partition: WireStruct {
        package var index: Int32 = 0
        /// -1 when nothing was committed.
        package var committedOffset: Int64 = -1
        package var committedLeaderEpoch: Int32 = -1
        package var metadata: String?
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.int64(&committedOffset)
            if wire.version >= 5 { try wire.int32(&committedLeaderEpoch) }
            try wire.nullableString(&metadata)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 { try wire.int32(&throttleTimeMilliseconds) }
        if wire.version >= 8 {
            try wire.array(&groups)
        } else {
            var group = groups.first ?? Group()
            try wire.array(&group.topics)
            if wire.version >= 2 { try wire.errorCode(&group.errorCode) }
            groups = [group]
        }
        try wire.endOfStruct()
    }
}
