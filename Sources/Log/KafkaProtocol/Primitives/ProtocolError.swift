/// Why bytes are not the request or response that they claim to be.
///
/// Every case is the peer's fault, never ours: whoever decodes answers by closing that peer's connection.
package enum ProtocolError: Error, Equatable, Sendable {
    /// The bytes end inside a field that needs this many more.
    case truncated(needed: Int, available: Int)
    /// A length field holds a negative number where none is allowed.
    case negativeLength(Int)
    /// A length or a count is more than the bytes that are left could hold.
    case lengthBeyondEnd(length: Int, available: Int)
    /// A string is longer than 32,767 bytes.
    case stringTooLong(Int)
    /// The arrays of one frame hold more elements than we accept in all.
    case tooManyElements(limit: Int)
    /// A variable-length integer goes on after 32 bits.
    case malformedVariableInteger
    /// A string is not UTF-8.
    case malformedString
    /// A field that must not be null is.
    case unexpectedNull
    /// A string or an array is too long for its length field (only when we encode).
    case tooLongToEncode(Int)
    /// We answer no request with this key.
    case unknownAPI(key: Int16)
    /// We know the request, but not in this version.
    case unsupportedVersion(api: APIKey, version: Int16)
}

extension ProtocolError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let needed, let available):
            "the frame ends inside a field: \(needed) bytes are needed, \(available) are left"
        case .negativeLength(let length):
            "a length field holds \(length)"
        case .lengthBeyondEnd(let length, let available):
            "a length field says \(length), but the frame has \(available) bytes left"
        case .stringTooLong(let length):
            "a string of \(length) bytes is over \(Int16.max)"
        case .tooManyElements(let limit):
            "the arrays of the frame hold more than \(limit) elements"
        case .malformedVariableInteger:
            "a variable-length integer has more than 32 bits"
        case .malformedString:
            "a string is not UTF-8"
        case .unexpectedNull:
            "a field that must have a value is null"
        case .tooLongToEncode(let length):
            "a value of length \(length) does not fit its length field"
        case .unknownAPI(let key):
            "no request has the API key \(key) here; check that the client speaks the Kafka protocol"
        case .unsupportedVersion(let api, let version):
            "version \(version) of \(api.name) is not supported; versions "
                + "\(api.versions.lowerBound) to \(api.versions.upperBound) are"
        }
    }
}
