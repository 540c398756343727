/// A header of a record, as the log has it: its value is bytes, and may be missing.
package struct KafkaRecordHeader: Sendable, Equatable {
    package let name: String
    package let value: [UInt8]?

    package init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}
