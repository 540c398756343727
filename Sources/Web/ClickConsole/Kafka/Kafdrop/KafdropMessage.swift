internal import KafkaClient

extension KafdropJSON {
    /// Bytes that are no text are shown as their hexadecimal digits.
    static func message(_ record: ShownRecord, _ formats: KafdropFormats) -> JSONValue {
        let headers = record.headers.sorted { $0.name < $1.name }
        let formatted = headers.map { "\($0.name): \($0.value?.text ?? "null")" }.joined(separator: ", ")
        return [
            "partition": .integer(record.partition), "offset": .integer(record.offset),
            "message": .string(KafdropFormats.text(record.value, as: formats.value)),
            "key": .string(KafdropFormats.text(record.key, as: formats.key)),
            "headers": .object(
                headers.map { JSONValue.Member(name: $0.name, value: .string($0.value?.text)) }),
            "timestamp": record.timestamp < 0
                ? nil : .string(UTCTime.text(milliseconds: record.timestamp)),
            "headersFormatted": .string(formatted),
        ]
    }

    /// What a topic's messages are without a partition and an offset: where they begin and end.
    static func range(_ partition: Int32, _ offsets: PartitionOffsets?) -> JSONValue {
        [
            "partition": .integer(partition), "firstOffset": .integer(offsets?.low ?? -1),
            "lastOffset": .integer(offsets?.high ?? -1),
        ]
    }

    static func consumer(_ group: String, _ partitions: [GroupPartition]) -> JSONValue {
        let topics = Dictionary(grouping: partitions) { $0.place.topic }.sorted { $0.key < $1.key }
        return [
            "groupId": .string(group),
            "topics": .array(
                topics.map { name, parts in
                    [
                        "topic": .string(name),
                        "lag": .integer(parts.reduce(0) { $0 + max(0, $1.lag ?? 0) }),
                        "partitions": .array(
                            parts.sorted { $0.place < $1.place }.map { consumerPartition($0) }),
                    ]
                }),
        ]
    }

    private static func consumerPartition(_ part: GroupPartition) -> JSONValue {
        [
            "topic": .string(part.place.topic), "partitionId": .integer(part.place.partition),
            "offset": .integer(part.committed ?? -1), "size": .integer(part.offsets?.high ?? -1),
            "firstOffset": .integer(part.offsets?.low ?? -1), "lag": .integer(part.lag ?? -1),
        ]
    }
}
