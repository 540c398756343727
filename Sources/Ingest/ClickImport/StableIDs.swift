internal import ClickModel
internal import Crypto

/// Identities for clicks that come without one: the same row of the same file gets the same identity each
/// time.
///
/// An identity is a UUIDv8 of the event's millisecond and 74 bits of SHA-256 over the format's name and the
/// row. Rows of a file that are alike are clicks of their own: the n-th of them is hashed once more with n.
/// To count them in bounded memory, the hashes of the last 524,288 to 1,048,576 different rows are remembered
/// (about 40 MB): data files are written in the order of time, so that alike rows, which have the same time,
/// are neighbours. Of alike rows that lie further apart, the later one is taken for a repetition of the
/// earlier one.
struct StableIDs {
    private let prefix: [UInt8]
    private let generation: Int
    private var current: [UInt64: UInt32] = [:]
    private var previous: [UInt64: UInt32] = [:]

    /// - Parameters:
    ///   - format: name of the format; the same row in two formats is two clicks.
    ///   - generation: different rows after which the older half of the memory is dropped.
    init(format: String, generation: Int = 1 << 19) {
        prefix = Array("clickstream import \(format)\0".utf8)
        self.generation = generation
    }

    /// The identity of the next row.
    /// - Parameters:
    ///   - content: the row.
    ///   - eventTime: microseconds since 1970.
    mutating func next(_ content: UnsafeRawBufferPointer, eventTime: Int64) -> EventID {
        var hash = SHA256()
        prefix.withUnsafeBytes { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: content)
        var words = Self.words(hash.finalize())
        let occurrence = count(words.0)
        if occurrence > 0 {
            var again = SHA256()
            withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, UInt64(occurrence).bigEndian)) {
                again.update(bufferPointer: $0)
            }
            words = Self.words(again.finalize())
        }
        return EventID.v8(
            millisecond: eventTime / 1000, hashA: UInt16(truncatingIfNeeded: words.0), hashB: words.1)
    }

    /// - Returns: how often a row of this fingerprint was seen before.
    private mutating func count(_ fingerprint: UInt64) -> UInt32 {
        let seen = current[fingerprint] ?? previous[fingerprint] ?? 0
        if current.count >= generation, current[fingerprint] == nil {
            previous = current
            current.removeAll(keepingCapacity: true)
        }
        current[fingerprint] = seen + 1
        return seen
    }

    /// The first 16 bytes of a digest as two big-endian numbers.
    private static func words(_ digest: SHA256.Digest) -> (UInt64, UInt64) {
        digest.withUnsafeBytes { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
