package import NIOCore

/// The record batches in a Produce request or a Fetch response.
package enum RecordsField: Equatable, Sendable {
    case null
    /// The batches, end to end.
    case bytes(ByteBuffer)
    /// Batches that are not in memory. Only their length is encoded; whoever sends the response puts them
    /// there, from a file. `reference` is the caller's own number for them.
    case external(length: Int, reference: Int)

    /// How many bytes of batches there are.
    package var length: Int {
        switch self {
        case .null: 0
        case .bytes(let buffer): buffer.readableBytes
        case .external(let length, _): length
        }
    }
}
