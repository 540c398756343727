package import NIOCore

/// Writes one message.
package struct WireWriter: Wire {
    package let version: Int16
    package let isFlexible: Bool
    /// What has been written since the last external part.
    private var buffer: ByteBuffer
    private var finished: [EncodedPart] = []

    package init(_ buffer: ByteBuffer, version: Int16, isFlexible: Bool) {
        self.buffer = buffer
        self.version = version
        self.isFlexible = isFlexible
    }

    /// Everything that was written, in order.
    package consuming func parts() -> [EncodedPart] {
        if buffer.readableBytes > 0 { finished.append(.bytes(buffer)) }
        return finished
    }

    package mutating func boolean(_ value: inout Bool) { buffer.writeInteger(value ? 1 as UInt8 : 0) }
    package mutating func int8(_ value: inout Int8) { buffer.writeInteger(value) }
    package mutating func int16(_ value: inout Int16) { buffer.writeInteger(value) }
    package mutating func int32(_ value: inout Int32) { buffer.writeInteger(value) }
    package mutating func int64(_ value: inout Int64) { buffer.writeInteger(value) }

    package mutating func uuid(_ value: inout KafkaUUID) {
        buffer.writeMultipleIntegers(value.high, value.low)
    }

    package mutating func string(_ value: inout String) throws(ProtocolError) {
        try stringLength(value.utf8.count)
        buffer.writeString(value)
    }

    package mutating func nullableString(_ value: inout String?) throws(ProtocolError) {
        guard let text = value else {
            isFlexible ? unsignedVariableInteger(0) : writeNull(Int16.self)
            return
        }
        try stringLength(text.utf8.count)
        buffer.writeString(text)
    }

    package mutating func bytes(_ value: inout ByteBuffer) throws(ProtocolError) {
        try longLength(value.readableBytes)
        buffer.writeImmutableBuffer(value)
    }

    package mutating func records(_ value: inout RecordsField) throws(ProtocolError) {
        switch value {
        case .null:
            isFlexible ? unsignedVariableInteger(0) : writeNull(Int32.self)
        case .bytes(let bytes):
            try longLength(bytes.readableBytes)
            buffer.writeImmutableBuffer(bytes)
        case .external(let length, let reference):
            try longLength(length)
            finished.append(.bytes(buffer))
            finished.append(.external(length: length, reference: reference))
            buffer = ByteBuffer()
        }
    }

    package mutating func array<Element: WireStruct>(_ value: inout [Element]) throws(ProtocolError) {
        try longLength(value.count)
        for index in value.indices { try value[index].fields(&self) }
    }

    package mutating func nullableArray<Element: WireStruct>(
        _ value: inout [Element]?
    ) throws(ProtocolError) {
        guard var elements = value else {
            isFlexible ? unsignedVariableInteger(0) : writeNull(Int32.self)
            return
        }
        try array(&elements)
    }

    package mutating func endOfStruct() {
        if isFlexible { unsignedVariableInteger(0) }
    }

    private mutating func stringLength(_ length: Int) throws(ProtocolError) {
        guard length <= Int(Int16.max) else { throw .tooLongToEncode(length) }
        isFlexible ? unsignedVariableInteger(UInt32(length) + 1) : writeInteger(Int16(length))
    }

    private mutating func longLength(_ length: Int) throws(ProtocolError) {
        guard length < Int(Int32.max) else { throw .tooLongToEncode(length) }
        isFlexible ? unsignedVariableInteger(UInt32(length) + 1) : writeInteger(Int32(length))
    }

    private mutating func writeInteger<Value: FixedWidthInteger>(_ value: Value) {
        buffer.writeInteger(value)
    }

    private mutating func writeNull<Length: FixedWidthInteger>(_ type: Length.Type) {
        buffer.writeInteger(-1 as Length)
    }

    private mutating func unsignedVariableInteger(_ value: UInt32) {
        var rest = value
        while rest > 0x7F {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(truncatingIfNeeded: rest))
    }
}

/// A piece of an encoded message.
package enum EncodedPart: Equatable, Sendable {
    case bytes(ByteBuffer)
    /// Bytes that the sender takes from elsewhere; see `RecordsField.external`.
    case external(length: Int, reference: Int)
}

extension WireWriter {
    mutating func message<Message: WireStruct>(_ message: Message) throws(ProtocolError) {
        var message = message
        try message.fields(&self)
    }
}
