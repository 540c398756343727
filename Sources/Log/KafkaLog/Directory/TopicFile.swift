/// A topic's durable description.
enum TopicFile {
    private static let kind = "topic"
    private static let version = 1
    private static let settingPrefix = "config."

    static func encode(_ topic: TopicDescription) -> [UInt8] {
        var text = MetadataText(
            kind: kind, version: version,
            values: [
                ("name", topic.name), ("id", topic.topicID.description),
                ("partitions", String(topic.partitionCount)),
            ])
        for (name, value) in topic.overrides.sorted(by: { $0.key < $1.key }) {
            text.values.append((settingPrefix + name, value))
        }
        return text.encode()
    }

    /// - Parameter path: for the error.
    static func decode(_ bytes: [UInt8], path: String) throws(LogError) -> TopicDescription {
        guard let text = MetadataText(decoding: bytes, kind: kind), text.version <= version,
            let name = text["name"], let id = text["id"].flatMap(TopicID.init(parsing:)),
            let count = text["partitions"].flatMap({ Int($0) }),
            (1...TopicName.maximumPartitions).contains(count)
        else {
            throw .corrupt(path: path, position: 0, reason: "it is not a topic file of this program")
        }
        try TopicName.check(name)
        var topic = TopicDescription(name: name, topicID: id, partitionCount: count, overrides: [:])
        for (setting, value) in text.values where setting.hasPrefix(settingPrefix) {
            topic.overrides[String(setting.dropFirst(settingPrefix.count))] = value
        }
        return topic
    }
}
