/// DeleteRecords, versions 0 to 2: the log begins later (KIP-107).
///
/// 1: the bytes are those of 0. 2: flexible.
package struct DeleteRecordsRequest: WireStruct {
    package var topics: [Topic] = []
    package var timeoutMilliseconds: Int32 = 0

    package init() {}

    /// The offset that stands for the high watermark: everything goes.
    package static let highWatermark: Int64 = -1

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
        /// The first offset that stays, or `highWatermark`.
        package var offset: Int64 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.int64(&offset)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&topics)
        try wire.int32(&timeoutMilliseconds)
        try wire.endOfStruct()
    }
}

package struct DeleteRecordsResponse: WireStruct {
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
        /// Where the log begins now; -1 when the request failed.
        package var lowWatermark: Int64 = -1
        package var errorCode = ErrorCode.none

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.int64(&lowWatermark)
            try wire.errorCode(&errorCode)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
