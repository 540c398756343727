/// Goes through a snappy block without writing what it says: can it be decompressed, and to what size?
///
/// Snappy has no mark to be known by, and no checksum; but a block is a list of literals and of references
/// back, with its size in front, and random bytes hardly ever add up to one.
struct SnappyWalk {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The decompressed size; `nil` for bytes that are no block.
    consuming func size() -> Int? {
        var walk = self
        guard let claimed = walk.claimedSize(), claimed > 0 else { return nil }
        var produced = 0
        while walk.position < walk.bytes.count {
            guard let count = walk.element(after: produced) else { return nil }
            produced += count
        }
        return produced == claimed ? claimed : nil
    }

    /// Up to 32 bits, seven a byte, lowest first.
    private mutating func claimedSize() -> Int? {
        var size = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard let byte = number(bytes: 1) else { return nil }
            size |= (byte & 0x7F) << shift
            if byte < 0x80 { return size }
        }
        return nil
    }

    /// - Parameter produced: how far a reference can go back.
    /// - Returns: how many bytes the next element stands for.
    private mutating func element(after produced: Int) -> Int? {
        guard let tag = number(bytes: 1) else { return nil }
        let (count, distance): (Int, Int?)
        switch tag & 3 {
        case 0: return literal(tag >> 2)
        case 1:
            count = 4 + ((tag >> 2) & 7)
            distance = number(bytes: 1).map { $0 | (tag >> 5) << 8 }
        case 2:
            count = 1 + (tag >> 2)
            distance = number(bytes: 2)
        default:
            count = 1 + (tag >> 2)
            distance = number(bytes: 4)
        }
        guard let distance, distance >= 1, distance <= produced else { return nil }
        return count
    }

    /// Short lengths are in the tag, others in one to four bytes after it.
    private mutating func literal(_ code: Int) -> Int? {
        guard let length = code < 60 ? code : number(bytes: code - 59) else { return nil }
        guard length < bytes.count - position else { return nil }
        position += length + 1
        return length + 1
    }

    /// Little-endian.
    private mutating func number(bytes count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var number = 0
        for index in 0..<count { number |= Int(bytes[position + index]) << (8 * index) }
        position += count
        return number
    }
}
