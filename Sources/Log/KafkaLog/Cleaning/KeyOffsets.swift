/// The newest offset of each key, for so many keys and no more.
///
/// Keys are told apart by 128 bits of SipHash with a secret of the process: nobody can make two keys that are
/// taken for one, and chance will not. So a key costs 24 bytes of memory, however long it is.
struct KeyOffsets {
    private struct Slot {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// -1: free.
        var offset: Int64 = -1
    }

    private let capacity: Int
    private var slots: [Slot]
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        slots = Array(repeating: Slot(), count: 1_024)
    }

    /// - Returns: `false` when the key is new and there is no room for it.
    mutating func set(_ key: UnsafeRawBufferPointer, _ offset: Int64) -> Bool {
        let (low, high) = Self.hash(key)
        let place = place(of: low, high)
        if slots[place].offset < 0 {
            guard count < capacity else { return false }
            count += 1
        }
        slots[place] = Slot(low: low, high: high, offset: offset)
        if 2 * count > slots.count { grow() }
        return true
    }

    /// - Returns: `nil` for a key that is not known.
    func offset(of key: UnsafeRawBufferPointer) -> Int64? {
        let (low, high) = Self.hash(key)
        let offset = slots[place(of: low, high)].offset
        return offset < 0 ? nil : offset
    }

    private static func hash(_ key: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        var (first, second) = (Hasher(), Hasher())
        first.combine(0 as UInt8)
        second.combine(1 as UInt8)
        first.combine(bytes: key)
        second.combine(bytes: key)
        return (UInt64(bitPattern: Int64(first.finalize())), UInt64(bitPattern: Int64(second.finalize())))
    }

    /// Where the key is, or would be: half of the slots are always free.
    private func place(of low: UInt64, _ high: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: low) & mask
        while slots[place].offset >= 0 && (slots[place].low != low || slots[place].high != high) {
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let former = slots
        slots = Array(repeating: Slot(), count: 2 * former.count)
        for slot in former where slot.offset >= 0 { slots[place(of: slot.low, slot.high)] = slot }
    }
}
