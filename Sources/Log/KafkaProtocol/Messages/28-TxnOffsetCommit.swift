/// TxnOffsetCommit, versions 0 to 3: positions that become a group's with the transaction (KIP-98).
///
/// 1: the bytes are those of 0. 2: leader epochs. 3: flexible, and who the member is (KIP-447).
package struct TxnOffsetCommitRequest: WireStruct {
    package var transactionalID = ""
    package var groupID = ""
    package var producerID: Int64 = 0
    package var producerEpoch: Int16 = 0
    package var generationID: Int32 = -1
    package var memberID = ""
    package var groupInstanceID: String?
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
            if wire.version >= 2 { try wire.int32(&committedLeaderEpoch) }
            try wire.nullableString(&metadata)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&transactionalID)
        try wire.string(&groupID)
        try wire.int64(&producerID)
        try wire.int16(&producerEpoch)
        if wire.version >= 3 {
            try wire.int32(&generationID)
            try wire.string(&memberID)
            try wire.nullableString(&groupInstanceID)
        }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}

/// The answer's topics and partitions are those of AddPartitionsToTxn.
package struct TxnOffsetCommitResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var topics: [AddPartitionsToTxnResponse.Topic] = []

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
