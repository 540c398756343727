/// A byte buffer that grows and never shrinks, written to the end.
///
/// Not `[UInt8]`, since each append to an array asks for its uniqueness and its room, and a click has
/// hundreds of small appends; here one `reserve` covers a whole field. `@unchecked Sendable`: the memory has
/// exactly one owner (the type is not copyable), it is reached through that owner alone, and it is freed with
/// it.
struct WriteBuffer: ~Copyable, @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: count)
    }

    var last: UInt8? { count > 0 ? base[count - 1] : nil }

    /// Makes room for `room` more bytes; the `append`s that follow count on it.
    mutating func reserve(_ room: Int) {
        if capacity - count < room { grow(room) }
    }

    private mutating func grow(_ room: Int) {
        let larger = max(capacity * 2, count + room)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        copy.update(from: base, count: count)
        base.deallocate()
        base = copy
        capacity = larger
    }

    mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count, "a buffer can only be cut inside its contents")
        count = newCount
    }

    /// Appends a byte, for which room was reserved.
    mutating func append(_ byte: UInt8) {
        assert(count < capacity)
        base[count] = byte
        count += 1
    }

    /// Appends bytes, for which room was reserved.
    mutating func append(_ start: UnsafePointer<UInt8>, _ length: Int) {
        assert(length <= capacity - count)
        (base + count).update(from: start, count: length)
        count += length
    }

    /// Appends bytes, for which room was reserved.
    mutating func append(_ literal: StaticString) {
        append(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    /// Appends `value` in decimal with at least `digits` digits; room was reserved.
    mutating func append(decimal value: UInt64, digits: Int = 1) {
        var length = 1
        var rest = value / 10
        while rest > 0 {
            length += 1
            rest /= 10
        }
        length = max(length, digits)
        assert(length <= capacity - count)
        rest = value
        var place = count + length
        count = place
        for _ in 0..<length {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            place -= 1
            base[place] = UInt8(truncatingIfNeeded: remainder) | 0x30
            rest = quotient
        }
    }
}
