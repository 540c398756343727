/// What a consumer says of itself when it joins, in the consumer protocol's own format, of which every
/// version begins with a version and the names of the topics that it wants.
package enum GroupSubscription {
    /// - Returns: `nil` when the bytes are something else.
    package static func topics(_ metadata: [UInt8]) -> Set<String>? {
        metadata.withUnsafeBytes { bytes in
            var reader = BigEndianReader(bytes: bytes)
            guard let version: Int16 = reader.integer(), version >= 0,
                let count: Int32 = reader.integer(), count >= 0, count <= bytes.count
            else { return nil }
            var topics: Set<String> = []
            for _ in 0..<count {
                guard let topic = reader.string() else { return nil }
                topics.insert(topic)
            }
            return topics
        }
    }
}

extension GroupStateMachine {
    /// The topics that the members want; `nil` while it is not known.
    package var subscribedTopics: Set<String>? {
        if members.isEmpty { return [] }
        guard protocolType == "consumer", let protocolName else { return nil }
        var topics: Set<String> = []
        for member in members {
            guard let own = GroupSubscription.topics(member.metadata(for: protocolName)) else { return nil }
            topics.formUnion(own)
        }
        return topics
    }
}
