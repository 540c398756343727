/// DescribeLogDirs, versions 0 to 4: how much of the disk partitions take (KIP-113).
///
/// 1: the bytes are those of 0. 2: flexible. 3: an error for all. 4: the volume's size (KIP-827).
package struct DescribeLogDirsRequest: WireStruct {
    /// `nil`: all.
    package var topics: [Topic]? = []

    package init() {}

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
        try wire.nullableArray(&topics)
        try wire.endOfStruct()
    }
}

package struct DescribeLogDirsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var directories: [Directory] = []

    package init() {}

    package struct Directory: WireStruct {
        package var errorCode = ErrorCode.none
        package var path = ""
        package var topics: [Topic] = []
        /// Of the volume; -1 when it is not known.
        package var totalBytes: Int64 = -1
        /// Of the volume; -1 when it is not known.
        package var usableBytes: Int64 = -1

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.string(&path)
            try wire.array(&topics)
            if wire.version >= 4 {
                try wire.int64(&totalBytes)
                try wire.int64(&usableBytes)
            }
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
        /// Of the segments, in bytes.
        package var size: Int64 = 0
        /// How far this log is behind; 0 where there is one replica.
        package var offsetLag: Int64 = 0
        package var isFuture = false

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&index)
            try wire.int64(&size)
            try wire.int64(&offsetLag)
            try wire.boolean(&isFuture)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        if wire.version >= 3 { try wire.errorCode(&errorCode) }
        try wire.array(&directories)
        try wire.endOfStruct()
    }
}
