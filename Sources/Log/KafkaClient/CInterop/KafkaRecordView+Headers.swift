internal import CLibrdkafka

extension KafkaRecordView {
    /// The first headers of the record, in their order; a name may come more than once. Copies them.
    package func headers(upTo limit: Int = 100) -> [KafkaRecordHeader] {
        guard let message else { return [] }
        var list: OpaquePointer?
        let code = rd_kafka_message_headers(message.assumingMemoryBound(to: rd_kafka_message_t.self), &list)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return [] }
        var headers: [KafkaRecordHeader] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while headers.count < limit,
            rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let name
        {
            let bytes = value.map { Array(UnsafeRawBufferPointer(start: $0, count: size)) }
            headers.append(KafkaRecordHeader(String(cString: name), bytes))
        }
        return headers
    }
}
