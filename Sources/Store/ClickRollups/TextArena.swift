internal import ClickModel

/// Copies of texts, one behind the other, for as long as a batch.
struct TextArena {
    /// A text's place in the arena; `count` is -1 where there is none.
    struct Slice {
        var start: Int32 = 0
        var count: Int32 = -1
    }

    private var bytes: [UInt8] = []

    mutating func append(_ text: BorrowedBytes) -> Slice {
        guard text.isPresent else { return Slice() }
        let slice = Slice(start: Int32(bytes.count), count: Int32(text.count))
        bytes.append(contentsOf: text.buffer)
        return slice
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Visits the bytes of all texts, for `TextArena.view`.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer(body)
    }

    /// A slice as a view; valid inside `withBytes`.
    static func view(_ slice: Slice, in bytes: UnsafeBufferPointer<UInt8>) -> BorrowedBytes {
        guard slice.count >= 0 else { return .absent }
        // The start of an empty arena may be nil, which would make an empty text an absent one.
        guard let start = bytes.baseAddress, slice.count > 0 else { return empty }
        return BorrowedBytes(start: start + Int(slice.start), count: Int(slice.count))
    }

    private static var empty: BorrowedBytes {
        let text: StaticString = ""
        return BorrowedBytes(start: text.utf8Start, count: 0)
    }
}
