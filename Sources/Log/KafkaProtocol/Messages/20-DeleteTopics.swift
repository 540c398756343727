/// DeleteTopics, versions 1 to 6.
///
/// 4: flexible. 5: an error message. 6: topics by name or id (KIP-516).
///
/// Whatever the version, the topics are in `topics`.
package struct DeleteTopicsRequest: WireStruct {
    package var topics: [Topic] = []
    package var timeoutMilliseconds: Int32 = 0

    package init() {}

    package struct Topic: WireStruct {
        /// `nil`: by id.
        package var name: String?
        package var topicID = KafkaUUID.zero

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.nullableString(&name)
            try wire.uuid(&topicID)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 6 {
            try wire.array(&topics)
        } else {
            var names = topics.map { $0.name ?? "" }
            try wire.array(&names)
            topics = names.map { name in Topic { $0.name = name } }
        }
        try wire.int32(&timeoutMilliseconds)
        try wire.endOfStruct()
    }
}

package struct DeleteTopicsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var topics: [Topic] = []

    package init() {}

    package struct Topic: WireStruct {
        /// `nil` only when an unknown id was asked for.
        package var name: String?
        package var topicID = KafkaUUID.zero
        package var errorCode = ErrorCode.none
        package var errorMessage: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name, nullableFrom: 6)
            if wire.version >= 6 { try wire.uuid(&topicID) }
            try wire.errorCode(&errorCode)
            if wire.version >= 5 { try wire.nullableString(&errorMessage) }
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&topics)
        try wire.endOfStruct()
    }
}
