/// Which visitors are in the shop: a bit each, so that nobody makes two visits at once.
struct VisitorSet: Sendable {
    private var words: [UInt64]
    private let count: UInt32

    /// - Parameter count: visitors 0..<count.
    init(count: Int) {
        self.count = UInt32(count)
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    func contains(_ visitor: UInt32) -> Bool {
        words[Int(visitor >> 6)] & (1 << UInt64(visitor & 63)) != 0
    }

    mutating func remove(_ visitor: UInt32) {
        words[Int(visitor >> 6)] &= ~(1 << UInt64(visitor & 63))
    }

    /// Takes in the visitor asked for, or the next one who is not in the shop.
    mutating func insert(atOrAfter wanted: UInt32) -> UInt32 {
        var visitor = wanted
        for _ in 0..<count {
            let bit: UInt64 = 1 << UInt64(visitor & 63)
            if words[Int(visitor >> 6)] & bit == 0 {
                words[Int(visitor >> 6)] |= bit
                return visitor
            }
            visitor = visitor + 1 < count ? visitor + 1 : 0
        }
        return wanted
    }
}
