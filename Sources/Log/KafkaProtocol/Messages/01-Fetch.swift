/// Fetch, versions 4 to 16: record batches from partitions.
///
/// 4: isolation level, batches v2 (KIP-98). 5: log start offset. 7: fetch sessions (KIP-227); a broker
/// without them answers session id 0, and the client sends full requests. 9: the client's leader epoch
/// (KIP-320). 11: rack (KIP-392). 12: flexible. 13: topics by id instead of name (KIP-516). 15: the replica
/// id becomes a tagged field, which consumers don't send. 16: hints about the new leader as tagged fields,
/// which we never send.
package struct FetchRequest: WireStruct {
    package var replicaID: Int32 = -1
    package var maximumWaitMilliseconds: Int32 = 0
    package var minimumBytes: Int32 = 0
    package var maximumBytes: Int32 = .max
    /// 0: everything below the high watermark; 1: only what is committed.
    package var isolationLevel: Int8 = 0
    package var sessionID: Int32 = 0
    package var sessionEpoch: Int32 = -1
    package var topics: [Topic] = []
    package var forgottenTopics: [ForgottenTopic] = []
    package var rackID = ""

    package init() {}

    package struct Topic: WireStruct {
        package var name = ""
        package var topicID = KafkaUUID.zero
        package var partitions: [Partition] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            if wire.version >= 13 { try wire.uuid(&topicID) } else { try wire.string(&name) }
            try wire.array(&partitions)
            try wire.endOfStruct()
        }
    }

    package struct Partition: WireStruct {
        package var index: Int32 = 0
        package var currentLeaderEpoch: Int32 = -1
        package var fetchOffset: Int64 = 0
        package var lastFetchedEpoch: Int32 = -1
        package var logStartOffset: Int64 = -1
        package var maximumBytes: Int32 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            if wire.version >= 9 { try wire.int32(&currentLeaderEpoch) }
            try wire.int64(&fetchOffset)
            if wire.version >= 12 { try wire.int32(&lastFetchedEpoch) }
            if wire.version >= 5 { try wire.int64(&logStartOffset) }
            try wire.int32(&maximumBytes)
            try wire.endOfStruct()
        }
    }

    package struct ForgottenTopic: WireStruct {
        package var name = ""
        package var topicID = KafkaUUID.zero
        package var partitions: [Int32] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            if wire.version >= 13 { try wire.uuid(&topicID) } else { try wire.string(&name) }
            try wire.array(&partitions)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version <= 14 { try wire.int32(&replicaID) }
        try wire.int32(&maximumWaitMilliseconds)
        try wire.int32(&minimumBytes)
        try wire.int32(&maximumBytes)
        try wire.int8(&isolationLevel)
        if wire.version >= 7 {
            try wire.int32(&sessionID)
            try wire.int32(&sessionEpoch)
        }
        try wire.array(&topics)
        if wire.version >= 7 { try wire.array(&forgottenTopics) }
        if wire.version >= 11 { try wire.string(&rackID) }
        try wire.endOfStruct()
    }
}

package struct FetchResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var sessionID: Int32 = 0
    package var topics: [Topic] = []

    package init() {}

    package struct Topic: WireStruct {
        package var name = ""
        package var topicID = KafkaUUID.zero
        package var partitions: [Partition] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            if wire.version >= 13 { try wire.uuid(&topicID) } else { try wire.string(&name) }
            try wire.array(&partitions)
            try wire.endOfStruct()
        }
    }

    package struct Partition: WireStruct {
        package var index: Int32 = 0
        package var errorCode = ErrorCode.none
        package var highWatermark: Int64 = -1
        package var lastStableOffset: Int64 = -1
        package var logStartOffset: Int64 = -1
        package var abortedTransactions: [AbortedTransaction]?
        package var preferredReadReplica: Int32 = -1
        package var records = RecordsField.null

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.errorCode(&errorCode)
            try wire.int64(&highWatermark)
            try wire.int64(&lastStableOffset)
            if wire.version >= 5 { try wire.int64(&logStartOffset) }
            try wire.nullableArray(&abortedTransactions)
            if wire.version >= 11 { try wire.int32(&preferredReadReplica) }
            try wire.records(&records)
            try wire.endOfStruct()
        }
    }

    package struct AbortedTransaction: WireStruct {
        package var producerID: Int64 = 0
        package var firstOffset: Int64 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int64(&producerID)
            try wire.int64(&firstOffset)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        if wire.version >= 7 {
            try wire.errorCode(&errorCode)
            try wire.int32(&sessionID)
        }
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
