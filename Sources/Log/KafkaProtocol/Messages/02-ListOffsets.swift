/// ListOffsets, versions 1 to 8: the offset at a time, or at an end of the log.
///
/// 1: one offset instead of a list. 2: isolation level (KIP-98). 4: leader epochs (KIP-320). 6: flexible.
/// 7: the record with the largest timestamp (KIP-734). 8: the earliest offset on local disk (KIP-405).
package struct ListOffsetsRequest: WireStruct {
    package var replicaID: Int32 = -1
    package var isolationLevel: Int8 = 0
    package var topics: [Topic] = []

    package init() {}

    /// The timestamps that stand for something else.
    package enum SpecialTimestamp {
        package static let latest: Int64 = -1
        package static let earliest: Int64 = -2
        package static let maximumTimestamp: Int64 = -3
        package static let earliestLocal: Int64 = -4
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
        package var currentLeaderEpoch: Int32 = -1
        /// Milliseconds since 1970, or one of `SpecialTimestamp`.
        package var timestamp: Int64 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            if wire.version >= 4 { try wire.int32(&currentLeaderEpoch) }
            try wire.int64(&timestamp)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&replicaID)
        if wire.version >= 2 { try wire.int8(&isolationLevel) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}

package struct ListOffsetsResponse: WireStruct {
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
        /// The timestamp of the record at `offset`, or -1.
        package var timestamp: Int64 = -1
        /// -1 when no record is as late as was asked for.
        package var offset: Int64 = -1
        package var leaderEpoch: Int32 = -1

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.errorCode(&errorCode)
            try wire.int64(&timestamp)
            try wire.int64(&offset)
            if wire.version >= 4 { try wire.int32(&leaderEpoch) }
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 2 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
