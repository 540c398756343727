/// Numbers byte strings in the order in which they first come: 0, 1, 2 …
///
/// Open addressing over one array, and the bytes of all keys one behind the other in another. Both are kept
/// between batches, so that in steady state nothing is allocated. The hash has a seed of its own in each
/// table: whoever chooses the keys cannot choose collisions.
struct KeyTable {
    private struct Entry {
        var hash: UInt64
        var start: Int
        var count: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// The generation in which a slot was taken, and the entry's index: a new batch empties all slots at once
    /// by being of another generation.
    private var slots: [UInt64]
    private var generation: UInt64 = 1
    private let seed = UInt64.random(in: .min ... .max)

    init() { slots = Array(repeating: 0, count: 1024) }

    var count: Int { entries.count }

    /// The number of a key, and whether it is new.
    mutating func index(of key: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
        let hash = hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >> 32 == generation {
            let index = Int(slots[slot] & 0xFFFF_FFFF)
            if entries[index].hash == hash && equals(entries[index], key) { return (index, false) }
            slot = (slot + 1) & mask
        }
        let index = entries.count
        slots[slot] = generation << 32 | UInt64(index)
        entries.append(Entry(hash: hash, start: bytes.count, count: key.count))
        bytes.append(contentsOf: key)
        if entries.count * 2 > slots.count { grow() }
        return (index, true)
    }

    func contains(_ key: UnsafeRawBufferPointer) -> Bool {
        let hash = hash(key)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >> 32 == generation {
            let index = Int(slots[slot] & 0xFFFF_FFFF)
            if entries[index].hash == hash && equals(entries[index], key) { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    /// Visits the bytes of a key.
    func withKey<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = entries[index]
        return try bytes.withUnsafeBufferPointer { (all) throws(Failure) in
            let key = UnsafeBufferPointer(rebasing: all[entry.start..<entry.start + entry.count])
            return try body(UnsafeRawBufferPointer(key))
        }
    }

    /// Puts the numbers of all keys into `order`, by the keys' bytes: the same in every process.
    func sort(into order: inout [Int32]) {
        order.removeAll(keepingCapacity: true)
        for index in entries.indices { order.append(Int32(truncatingIfNeeded: index)) }
        bytes.withUnsafeBytes { all in
            entries.withUnsafeBufferPointer { entries in
                order.sort { first, second in
                    let (first, second) = (entries[Int(first)], entries[Int(second)])
                    return Self.isLess(
                        UnsafeRawBufferPointer(rebasing: all[first.start..<first.start + first.count]),
                        UnsafeRawBufferPointer(rebasing: all[second.start..<second.start + second.count]))
                }
            }
        }
    }

    private static func isLess(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
        let common = min(first.count, second.count)
        var position = 0
        while position + 8 <= common {
            let ours = first.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let theirs = second.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if ours != theirs { return ours.bigEndian < theirs.bigEndian }
            position += 8
        }
        while position < common {
            if first[position] != second[position] { return first[position] < second[position] }
            position += 1
        }
        return first.count < second.count
    }

    /// Forgets all keys and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        generation += 1
        if generation > 0xFFFF_FFFF {
            generation = 1
            slots = Array(repeating: 0, count: slots.count)
        }
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = generation << 32 | UInt64(index)
        }
    }

    private func equals(_ entry: Entry, _ key: UnsafeRawBufferPointer) -> Bool {
        guard entry.count == key.count else { return false }
        return bytes.withUnsafeBytes { all in
            let ours = UnsafeRawBufferPointer(rebasing: all[entry.start..<entry.start + entry.count])
            var position = 0
            while position + 8 <= key.count {
                if word(ours, position) != word(key, position) { return false }
                position += 8
            }
            // The last eight bytes, some of them again.
            if key.count >= 8 { return word(ours, key.count - 8) == word(key, key.count - 8) }
            while position < key.count {
                if ours[position] != key[position] { return false }
                position += 1
            }
            return true
        }
    }

    /// Eight bytes a step, each folded in by a 64-by-64-bit multiplication, as wyhash does.
    private func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var state = seed ^ UInt64(key.count)
        var position = 0
        while position + 8 <= key.count {
            state = Self.fold(state ^ word(key, position), 0xA076_1D64_78BD_642F)
            position += 8
        }
        var rest: UInt64 = 0
        if key.count >= 8 {
            rest = word(key, key.count - 8)
        } else {
            for byte in key { rest = rest << 8 | UInt64(byte) }
        }
        return Self.fold(state ^ rest, 0xE703_7ED1_A0B4_28DB)
    }

    private func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    }

    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
