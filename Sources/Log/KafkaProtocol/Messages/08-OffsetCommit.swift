/// OffsetCommit, versions 2 to 9: a group's positions.
///
/// 2 to 4: a retention time, which we ignore as Kafka does since 2.1. 6: leader epochs (KIP-320).
/// 7: static members (KIP-345). 8: flexible. 9: the generation may be a member epoch (KIP-848); the bytes
/// don't change.
package struct OffsetCommitRequest: WireStruct {
    package var groupID = ""
    /// -1: from a consumer that manages its partitions itself.
    package var generationID: Int32 = -1
    package var memberID = ""
    package var groupInstanceID: String?
    package var retentionTimeMilliseconds: Int64 = -1
    package var topics: [Topic] = []

    package init() {}

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
        package var committedOffset: Int64 = 0
        package var committedLeaderEpoch: Int32 = -1
        package var metadata: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.int64(&committedOffset)
            if wire.version >= 6 { try wire.int32(&committedLeaderEpoch) }
            try wire.nullableString(&metadata)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&groupID)
        try wire.int32(&generationID)
        try wire.string(&memberID)
        if wire.version >= 7 { try wire.nullableString(&groupInstanceID) }
        if wire.version <= 4 { try wire.int64(&retentionTimeMilliseconds) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}

package struct OffsetCommitResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var topics: [Topic] = []

    package init() {}

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
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
