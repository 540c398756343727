package import NIOCore

/// What precedes the body of each request.
///
/// Version 1 of the header holds key, version, correlation id and client id; version 2, for flexible
/// requests, adds tagged fields. The client id is never compact, not even in version 2 (KIP-482).
package struct RequestHeader: Equatable, Sendable {
    package var api: APIKey
    package var version: Int16
    /// The peer's number for the request; its answer repeats it.
    package var correlationID: Int32
    package var clientID: String?

    package init(api: APIKey, version: Int16, correlationID: Int32, clientID: String?) {
        self.api = api
        self.version = version
        self.correlationID = correlationID
        self.clientID = clientID
    }

    /// What can be said of a frame before its body is looked at.
    package enum Decoded: Equatable, Sendable {
        case supported(RequestHeader)
        /// An ApiVersions request newer than ours. Kafka answers it in version 0, with UNSUPPORTED_VERSION
        /// and the table, and the client asks again (KIP-511).
        case newerApiVersions(correlationID: Int32)
    }

    /// Takes the header off the front of a frame.
    package static func decode(_ frame: inout ByteBuffer) throws(ProtocolError) -> Decoded {
        guard let (key, version, correlationID) = frame.readMultipleIntegers(as: (Int16, Int16, Int32).self)
        else { throw .truncated(needed: 8, available: frame.readableBytes) }
        guard let api = APIKey(rawValue: key) else { throw .unknownAPI(key: key) }
        guard api.versions.contains(version) else {
            if api == .apiVersions { return .newerApiVersions(correlationID: correlationID) }
            throw .unsupportedVersion(api: api, version: version)
        }
        var header = RequestHeader(api: api, version: version, correlationID: correlationID, clientID: nil)
        var clientIDReader = WireReader(frame, version: version, isFlexible: false)
        try clientIDReader.nullableString(&header.clientID)
        var tagReader = WireReader(
            clientIDReader.buffer, version: version, isFlexible: api.isFlexible(version))
        try tagReader.endOfStruct()
        frame = tagReader.buffer
        return .supported(header)
    }

    /// Writes the header, as a client does.
    package func encode(into buffer: inout ByteBuffer) throws(ProtocolError) {
        buffer.writeMultipleIntegers(api.rawValue, version, correlationID)
        if let clientID {
            guard let length = Int16(exactly: clientID.utf8.count) else {
                throw .tooLongToEncode(clientID.utf8.count)
            }
            buffer.writeInteger(length)
            buffer.writeString(clientID)
        } else {
            buffer.writeInteger(-1 as Int16)
        }
        if api.isFlexible(version) { buffer.writeInteger(0 as UInt8) }
    }
}

/// What precedes the body of each response: the correlation id and, for flexible versions, tagged fields.
package struct ResponseHeader: Equatable, Sendable {
    package var correlationID: Int32

    package init(correlationID: Int32) { self.correlationID = correlationID }

    /// ApiVersions is answered without tagged fields in each version: a client that reads the answer may not
    /// know yet which versions the broker speaks (KIP-511).
    private static func hasTaggedFields(_ api: APIKey, _ version: Int16) -> Bool {
        api != .apiVersions && api.isFlexible(version)
    }

    package func encode(api: APIKey, version: Int16, into buffer: inout ByteBuffer) {
        buffer.writeInteger(correlationID)
        if Self.hasTaggedFields(api, version) { buffer.writeInteger(0 as UInt8) }
    }

    /// Takes the header off the front of a frame, as a client does.
    package static func decode(
        api: APIKey, version: Int16, _ frame: inout ByteBuffer
    ) throws(ProtocolError) -> ResponseHeader {
        var header = ResponseHeader(correlationID: 0)
        var reader = WireReader(frame, version: version, isFlexible: hasTaggedFields(api, version))
        try reader.int32(&header.correlationID)
        try reader.endOfStruct()
        frame = reader.buffer
        return header
    }
}
