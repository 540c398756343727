/// OffsetForLeaderEpoch, versions 0 to 4: where the records of a leader end, so that a consumer finds out
/// whether the log was cut under it (KIP-320).
///
/// 1: the answer's epoch. 2: the epoch that the client knows, and throttling. 3: who asks. 4: flexible.
package struct OffsetForLeaderEpochRequest: WireStruct {
    /// -1 for a consumer, -2 for one that debugs.
    package var replicaID: Int32 = -2
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
        package var currentLeaderEpoch: Int32 = -1
        package var leaderEpoch: Int32 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            if wire.version >= 2 { try wire.int32(&currentLeaderEpoch) }
            try wire.int32(&leaderEpoch)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 { try wire.int32(&replicaID) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}

package struct OffsetForLeaderEpochResponse: WireStruct {
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
        package var errorCode = ErrorCode.none
        package var index: Int32 = 0
        /// -1: the epoch is not known here.
        package var leaderEpoch: Int32 = -1
        /// The offset after the epoch's last record, or -1.
        package var endOffset: Int64 = -1

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.int32(&index)
            if wire.version >= 1 { try wire.int32(&leaderEpoch) }
            try wire.int64(&endOffset)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 2 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
