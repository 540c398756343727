internal import CLibrdkafka

/// Owns the headers of a record until librdkafka takes them over.
final class HeaderList {
    private(set) var pointer: OpaquePointer?

    init(_ headers: [KafkaRecordHeader]) {
        pointer = rd_kafka_headers_new(headers.count)
        for header in headers {
            guard let value = header.value else {
                rd_kafka_header_add(pointer, header.name, -1, nil, 0)
                continue
            }
            // An empty value is not none.
            let bytes = value.isEmpty ? [0] : value
            bytes.withUnsafeBytes {
                _ = rd_kafka_header_add(pointer, header.name, -1, $0.baseAddress, value.count)
            }
        }
    }

    deinit {
        if let pointer { rd_kafka_headers_destroy(pointer) }
    }

    /// The record was taken, and the headers with it.
    func wasTaken() { pointer = nil }
}
