internal import ClickModel

/// Many short byte strings in one array, found by index: text that is encoded once and copied into clicks.
struct ByteArena: Sendable {
    private var bytes: [UInt8] = []
    /// Where each string ends; it starts where the one before it ends.
    private var ends: [Int] = [0]

    var count: Int { ends.count - 1 }

    mutating func append(_ string: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: string)
        ends.append(bytes.count)
    }

    mutating func append(_ string: String) {
        bytes.append(contentsOf: string.utf8)
        ends.append(bytes.count)
    }

    /// Appends the members that were written since `begin`.
    mutating func append(membersOf encoder: borrowing ClickWriter) {
        encoder.withMembers { append($0) }
    }

    /// The string of an index, valid during `body`.
    @inline(__always)
    func withBytes<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let range = ends[index]..<ends[index + 1]
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    func isEmpty(_ index: Int) -> Bool { ends[index] == ends[index + 1] }
}
