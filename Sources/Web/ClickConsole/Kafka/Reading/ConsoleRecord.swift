internal import KafkaClient

/// A record that was read, kept for as long as an answer takes. What it holds is told as a `ShownRecord`
/// only.
struct ConsoleRecord: Sendable {
    /// A value beyond this is cut, so that a page of large ones stays a page.
    static let valueLimit = 256 * 1024
    /// The same where there are many of them at a time.
    static let shortLimit = 16 * 1024

    let partition: Int32
    let offset: Int64
    /// Milliseconds since 1970; -1 where there is none.
    let timestamp: Int64
    fileprivate let key: ShownBytes?
    fileprivate let value: ShownBytes?
    fileprivate let headers: [ShownRecord.Header]

    init(_ record: KafkaRecordView, valueLimit: Int = Self.valueLimit) {
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        key = record.hasKey ? Self.shown(record.key, limit: valueLimit) : nil
        value = record.isTombstone ? nil : Self.shown(record.value, limit: valueLimit)
        headers = record.headers().map { header in
            .init(name: header.name, value: header.value.map { Self.shown($0, limit: 4096) })
        }
    }

    private static func shown(_ bytes: UnsafeRawBufferPointer, limit: Int) -> ShownBytes {
        ShownBytes(Array(bytes.prefix(limit)), size: bytes.count)
    }

    private static func shown(_ bytes: [UInt8], limit: Int) -> ShownBytes {
        ShownBytes(Array(bytes.prefix(limit)), size: bytes.count)
    }

    /// Roughly the bytes that it takes in an answer.
    var size: Int {
        headers.reduce(200 + (key?.text.utf8.count ?? 0) + (value?.text.utf8.count ?? 0)) {
            $0 + 40 + $1.name.utf8.count + ($1.value?.text.utf8.count ?? 0)
        }
    }
}

/// A record as whoever asks may see it: the one way from a record to an answer.
struct ShownRecord: Sendable {
    struct Header: Sendable {
        let name: String
        let value: ShownBytes?
    }

    let partition: Int32
    let offset: Int64
    /// Milliseconds since 1970; -1 where there is none.
    let timestamp: Int64
    let key: ShownBytes?
    let value: ShownBytes?
    let headers: [Header]

    init(_ record: ConsoleRecord, _ masks: MaskingRules) {
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        guard !masks.isEmpty else {
            (key, value, headers) = (record.key, record.value, record.headers)
            return
        }
        let isReadable = RecordMask.isReadable(record.value)
        value = masks.recordValue(record.value)
        key = masks.recordKey(record.key, isReadable)
        headers = record.headers.map {
            Header(name: $0.name, value: masks.recordHeader($0.name, $0.value, isReadable))
        }
    }

    /// For the console's own pages.
    var json: JSONValue {
        [
            "partition": .integer(partition), "offset": .integer(offset),
            "timestamp": timestamp < 0 ? nil : .integer(timestamp),
            "key": Self.json(key), "value": Self.json(value),
            "headers": .array(headers.map { ["name": .string($0.name), "value": Self.json($0.value)] }),
        ]
    }

    private static func json(_ bytes: ShownBytes?) -> JSONValue {
        guard let bytes else { return nil }
        return [
            "text": .string(bytes.text), "kind": .string(bytes.kind.rawValue), "size": .integer(bytes.size),
            "cut": .bool(bytes.isCut),
        ]
    }
}
