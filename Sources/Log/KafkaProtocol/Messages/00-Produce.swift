/// Produce, versions 0 to 11: record batches for partitions.
///
/// 1: throttle time. 2: log append time. 3: record batches v2 (KIP-98). 5: log start offset in the answer. 7:
/// zstd. 8: errors of single records (KIP-467). 9: flexible. 10: hints about the new leader as tagged fields,
/// which a broker that leads everything never sends. 11: a transactional error code.
///
/// Versions 0 to 2 carry message formats 0 and 1, which we don't store: each partition is answered with
/// UNSUPPORTED_VERSION. They are announced all the same, as Kafka 4 does, since librdkafka silently stops
/// compressing with gzip, snappy and lz4 when a broker lacks them (KAFKA-18659).
package struct ProduceRequest: WireStruct {
    package var transactionalID: String?
    /// 0: no answer; 1: answer once written; -1: answer once durable.
    package var acks: Int16 = -1
    package var timeoutMilliseconds: Int32 = 0
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
        package var records: RecordsField = .null

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.records(&records)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 { try wire.nullableString(&transactionalID) }
        try wire.int16(&acks)
        try wire.int32(&timeoutMilliseconds)
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}

package struct ProduceResponse: WireStruct {
    package var topics: [Topic] = []
    package var throttleTimeMilliseconds: Int32 = 0

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
        /// The offset of the first record, or -1.
        package var baseOffset: Int64 = -1
        /// Milliseconds since 1970 where the topic stamps its records; -1 where the producers do.
        package var logAppendTime: Int64 = -1
        package var logStartOffset: Int64 = -1
        package var recordErrors: [RecordError] = []
        package var errorMessage: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.errorCode(&errorCode)
            try wire.int64(&baseOffset)
            if wire.version >= 2 { try wire.int64(&logAppendTime) }
            if wire.version >= 5 { try wire.int64(&logStartOffset) }
            if wire.version >= 8 {
                try wire.array(&recordErrors)
                try wire.nullableString(&errorMessage)
            }
            try wire.endOfStruct()
        }
    }

    package struct RecordError: WireStruct {
        package var batchIndex: Int32 = 0
        package var message: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&batchIndex)
            try wire.nullableString(&message)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&topics)
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.endOfStruct()
    }
}
