/// CreatePartitions, versions 0 to 3: more partitions for topics (KIP-195).
///
/// 1: the bytes are those of 0. 2: flexible. 3: the bytes are those of 2.
package struct CreatePartitionsRequest: WireStruct {
    package var topics: [Topic] = []
    package var timeoutMilliseconds: Int32 = 0
    package var validateOnly = false

    package init() {}

    package struct Topic: WireStruct {
        package var name = ""
        /// How many there shall be, with those that there are.
        package var count: Int32 = 0
        /// Where the new ones go; `nil`: the broker decides.
        package var assignments: [Assignment]?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.int32(&count)
            try wire.nullableArray(&assignments)
            try wire.endOfStruct()
        }
    }

    package struct Assignment: WireStruct {
        package var brokers: [Int32] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.array(&brokers)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&topics)
        try wire.int32(&timeoutMilliseconds)
        try wire.boolean(&validateOnly)
        try wire.endOfStruct()
    }
}

package struct CreatePartitionsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var results: [Result] = []

    package init() {}

    package struct Result: WireStruct {
        package var name = ""
        package var errorCode = ErrorCode.none
        package var errorMessage: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.errorCode(&errorCode)
            try wire.nullableString(&errorMessage)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&results)
        try wire.endOfStruct()
    }
}
