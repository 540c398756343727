package import NIOCore

/// Reads one message from a frame.
///
/// Every length and count is compared with the bytes that are left before anything is allocated for it, so a
/// frame can't make us reserve more than a small multiple of its own size.
package struct WireReader: Wire {
    package let version: Int16
    package let isFlexible: Bool
    /// What is left of the frame.
    package private(set) var buffer: ByteBuffer
    private var elementsLeft: Int
    private let maximumElements: Int

    /// - Parameter maximumElements: how many elements all arrays of the message may have together.
    package init(_ buffer: ByteBuffer, version: Int16, isFlexible: Bool, maximumElements: Int = 1_000_000) {
        self.buffer = buffer
        self.version = version
        self.isFlexible = isFlexible
        self.maximumElements = maximumElements
        elementsLeft = maximumElements
    }

    package mutating func boolean(_ value: inout Bool) throws(ProtocolError) {
        var byte: Int8 = 0
        try int8(&byte)
        value = byte != 0
    }

    package mutating func int8(_ value: inout Int8) throws(ProtocolError) {
        guard let read = buffer.readInteger(as: Int8.self) else { throw truncated(1) }
        value = read
    }

    package mutating func int16(_ value: inout Int16) throws(ProtocolError) {
        guard let read = buffer.readInteger(as: Int16.self) else { throw truncated(2) }
        value = read
    }

    package mutating func int32(_ value: inout Int32) throws(ProtocolError) {
        guard let read = buffer.readInteger(as: Int32.self) else { throw truncated(4) }
        value = read
    }

    package mutating func int64(_ value: inout Int64) throws(ProtocolError) {
        guard let read = buffer.readInteger(as: Int64.self) else { throw truncated(8) }
        value = read
    }

    package mutating func uuid(_ value: inout KafkaUUID) throws(ProtocolError) {
        guard let (high, low) = buffer.readMultipleIntegers(as: (UInt64, UInt64).self) else {
            throw truncated(16)
        }
        value = KafkaUUID(high: high, low: low)
    }

    package mutating func string(_ value: inout String) throws(ProtocolError) {
        guard let length = try stringLength() else { throw .unexpectedNull }
        value = try text(length)
    }

    package mutating func nullableString(_ value: inout String?) throws(ProtocolError) {
        guard let length = try stringLength() else {
            value = nil
            return
        }
        value = try text(length)
    }

    package mutating func bytes(_ value: inout ByteBuffer) throws(ProtocolError) {
        guard let length = try longLength() else { throw .unexpectedNull }
        value = try slice(length)
    }

    package mutating func records(_ value: inout RecordsField) throws(ProtocolError) {
        guard let length = try longLength() else {
            value = .null
            return
        }
        value = .bytes(try slice(length))
    }

    package mutating func array<Element: WireStruct>(_ value: inout [Element]) throws(ProtocolError) {
        guard let count = try longLength() else { throw .unexpectedNull }
        value = try elements(count)
    }

    package mutating func nullableArray<Element: WireStruct>(
        _ value: inout [Element]?
    ) throws(ProtocolError) {
        guard let count = try longLength() else {
            value = nil
            return
        }
        value = try elements(count)
    }

    package mutating func endOfStruct() throws(ProtocolError) {
        guard isFlexible else { return }
        let count = try unsignedVariableInteger()
        for _ in 0..<count {
            _ = try unsignedVariableInteger()
            let size = Int(try unsignedVariableInteger())
            guard size <= buffer.readableBytes else {
                throw .lengthBeyondEnd(length: size, available: buffer.readableBytes)
            }
            buffer.moveReaderIndex(forwardBy: size)
        }
    }

    // MARK: Lengths

    /// - Returns: `nil` for null.
    private mutating func stringLength() throws(ProtocolError) -> Int? {
        if isFlexible {
            // The varint could hold more; Kafka reads no string that the older encoding had no length for.
            let length = try compactLength()
            guard length ?? 0 <= Int(Int16.max) else { throw .stringTooLong(length ?? 0) }
            return length
        }
        var length: Int16 = 0
        try int16(&length)
        return try checked(Int(length))
    }

    private mutating func longLength() throws(ProtocolError) -> Int? {
        if isFlexible { return try compactLength() }
        var length: Int32 = 0
        try int32(&length)
        return try checked(Int(length))
    }

    private mutating func compactLength() throws(ProtocolError) -> Int? {
        // In two steps: Swift takes the `self` of a call before it evaluates the arguments.
        let length = Int(try unsignedVariableInteger()) - 1
        return try checked(length)
    }

    private func checked(_ length: Int) throws(ProtocolError) -> Int? {
        if length == -1 { return nil }
        guard length >= 0 else { throw .negativeLength(length) }
        guard length <= buffer.readableBytes else {
            throw .lengthBeyondEnd(length: length, available: buffer.readableBytes)
        }
        return length
    }

    private mutating func unsignedVariableInteger() throws(ProtocolError) -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while true {
            guard let byte = buffer.readInteger(as: UInt8.self) else { throw truncated(1) }
            if shift == 28 && byte > 0x0F { throw .malformedVariableInteger }
            value |= UInt32(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    // MARK: Contents

    private mutating func text(_ length: Int) throws(ProtocolError) -> String {
        let start = buffer.readerIndex
        let text = buffer.withUnsafeReadableBytes { bytes in
            String(validating: bytes.prefix(length), as: UTF8.self)
        }
        guard let text else { throw .malformedString }
        buffer.moveReaderIndex(to: start + length)
        return text
    }

    private mutating func slice(_ length: Int) throws(ProtocolError) -> ByteBuffer {
        guard let slice = buffer.readSlice(length: length) else { throw truncated(length) }
        return slice
    }

    private mutating func elements<Element: WireStruct>(_ count: Int) throws(ProtocolError) -> [Element] {
        elementsLeft -= count
        guard elementsLeft >= 0 else { throw .tooManyElements(limit: maximumElements) }
        var elements: [Element] = []
        // Most structures take several bytes: a count that lies is found out long before it has cost much.
        elements.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            var element = Element()
            try element.fields(&self)
            elements.append(element)
        }
        return elements
    }

    private func truncated(_ needed: Int) -> ProtocolError {
        .truncated(needed: needed, available: buffer.readableBytes)
    }
}

extension WireReader {
    mutating func message<Message: WireStruct>() throws(ProtocolError) -> Message {
        var message = Message()
        try message.fields(&self)
        return message
    }
}
