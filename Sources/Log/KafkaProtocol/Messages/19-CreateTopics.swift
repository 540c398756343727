/// CreateTopics, versions 2 to 7.
///
/// 4: -1 partitions or replicas mean the broker's default (KIP-464). 5: flexible, and the answer tells what
/// was created (KIP-525). 7: topic ids (KIP-516).
package struct CreateTopicsRequest: WireStruct {
    package var topics: [Topic] = []
    package var timeoutMilliseconds: Int32 = 60_000
    package var validateOnly = false

    package init() {}

    package struct Topic: WireStruct {
        package var name = ""
        package var partitionCount: Int32 = -1
        package var replicationFactor: Int16 = -1
        package var assignments: [Assignment] = []
        package var configs: [Config] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.int32(&partitionCount)
            try wire.int16(&replicationFactor)
            try wire.array(&assignments)
            try wire.array(&configs)
            try wire.endOfStruct()
        }
    }

    package struct Assignment: WireStruct {
        package var partition: Int32 = 0
        package var brokers: [Int32] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&partition)
            try wire.array(&brokers)
            try wire.endOfStruct()
        }
    }

    package struct Config: WireStruct {
        package var name = ""
        package var value: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.nullableString(&value)
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

package struct CreateTopicsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var topics: [Topic] = []

    package init() {}

    package struct Topic: WireStruct {
        package var name = ""
        package var topicID = KafkaUUID.zero
        package var errorCode = ErrorCode.none
        package var errorMessage: String?
        package var partitionCount: Int32 = -1
        package var replicationFactor: Int16 = -1
        package var configs: [Config]? = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            if wire.version >= 7 { try wire.uuid(&topicID) }
            try wire.errorCode(&errorCode)
            try wire.nullableString(&errorMessage)
            if wire.version >= 5 {
                try wire.int32(&partitionCount)
                try wire.int16(&replicationFactor)
                try wire.nullableArray(&configs)
            }
            try wire.endOfStruct()
        }
    }

    package struct Config: WireStruct {
        package var name = ""
        package var value: String?
        package var isReadOnly = false
        package var source = ConfigSource.unknown
        package var isSensitive = false

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.nullableString(&value)
            try wire.boolean(&isReadOnly)
            try wire.int8(&source.rawValue)
            try wire.boolean(&isSensitive)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
