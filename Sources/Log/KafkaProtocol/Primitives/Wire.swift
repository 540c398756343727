package import NIOCore

/// One direction of the Kafka encoding: reading, or writing.
///
/// Each message names its fields once, in order, and that one list both decodes and encodes it: the two can't
/// disagree. A reader fills the fields, a writer only looks at them. In flexible versions (KIP-482) lengths
/// are unsigned varints of length + 1, where zero stands for null.
package protocol Wire {
    /// The version of the message that is being read or written.
    var version: Int16 { get }
    /// Whether this version has compact lengths and tagged fields.
    var isFlexible: Bool { get }

    mutating func boolean(_ value: inout Bool) throws(ProtocolError)
    mutating func int8(_ value: inout Int8) throws(ProtocolError)
    mutating func int16(_ value: inout Int16) throws(ProtocolError)
    mutating func int32(_ value: inout Int32) throws(ProtocolError)
    mutating func int64(_ value: inout Int64) throws(ProtocolError)
    mutating func uuid(_ value: inout KafkaUUID) throws(ProtocolError)
    mutating func string(_ value: inout String) throws(ProtocolError)
    mutating func nullableString(_ value: inout String?) throws(ProtocolError)
    /// Read without a copy: the buffer shares the frame's storage.
    mutating func bytes(_ value: inout ByteBuffer) throws(ProtocolError)
    mutating func records(_ value: inout RecordsField) throws(ProtocolError)
    mutating func array<Element: WireStruct>(_ value: inout [Element]) throws(ProtocolError)
    mutating func nullableArray<Element: WireStruct>(_ value: inout [Element]?) throws(ProtocolError)
    /// The tagged fields that end a structure of a flexible version. We send none, and skip those we receive.
    mutating func endOfStruct() throws(ProtocolError)
}

extension Wire {
    package mutating func errorCode(_ value: inout ErrorCode) throws(ProtocolError) {
        var number = value.rawValue
        try int16(&number)
        value = ErrorCode(rawValue: number)
    }

    /// A string that is nullable from some version on; before it, null is written as the empty string.
    package mutating func string(
        _ value: inout String?, nullableFrom firstNullable: Int16
    ) throws(ProtocolError) {
        if version >= firstNullable { return try nullableString(&value) }
        var present = value ?? ""
        try string(&present)
        value = present
    }
}

/// Something with a place in a message: it names its fields, in the order and for the versions of the
/// protocol.
package protocol WireStruct: Equatable, Sendable {
    /// All fields at their protocol defaults. A field that a version lacks keeps its default when read.
    init()
    mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError)
}

extension WireStruct {
    /// The defaults, changed by `configure`.
    package init(_ configure: (inout Self) -> Void) {
        self.init()
        configure(&self)
    }
}

extension Int32: WireStruct {
    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) { try wire.int32(&self) }
}

extension String: WireStruct {
    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) { try wire.string(&self) }
}
