/// Remembers what user agents were found to be: a known one costs a hash and a comparison.
///
/// Direct-mapped: each user agent has one place, and takes it from who was there. So it is bounded, needs no
/// bookkeeping, and a sender who makes up user agents costs others at most a classification each. One thread
/// at a time.
package final class UserAgentCache {
    /// Places; a power of two.
    private static let places = 1024
    /// Longer user agents are classified each time.
    private static let longest = 320

    private struct Place {
        var hash: UInt64 = 0
        /// 0 where nobody is.
        var count = 0
        var traits = UserAgentTraits()
    }

    private let classifier = UserAgentClassifier()
    private let places = UnsafeMutablePointer<Place>.allocate(capacity: UserAgentCache.places)
    /// `longest` bytes a place.
    private let texts = UnsafeMutablePointer<UInt8>.allocate(
        capacity: UserAgentCache.places * UserAgentCache.longest)
    private let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        places.initialize(repeating: Place(), count: Self.places)
    }

    deinit {
        places.deallocate()
        texts.deallocate()
    }

    package func traits(of userAgent: BorrowedBytes) -> UserAgentTraits {
        let count = userAgent.count
        guard let start = userAgent.start, count > 0, count <= Self.longest else {
            return classifier.traits(of: userAgent)
        }
        let hash = Self.hash(start, count, seed)
        let index = Int(truncatingIfNeeded: hash & UInt64(Self.places - 1))
        let text = texts + index * Self.longest
        let place = places + index
        if place.pointee.hash == hash, place.pointee.count == count, Self.isEqual(start, text, count) {
            return place.pointee.traits
        }
        let traits = classifier.traits(of: userAgent)
        text.update(from: start, count: count)
        place.pointee = Place(hash: hash, count: count, traits: traits)
        return traits
    }

    @inline(__always)
    private static func word(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Eight bytes a step; a text of seven bytes or fewer byte by byte.
    private static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(count)
        var offset = 0
        while offset + 8 <= count {
            hash = mix(hash ^ word(bytes, offset))
            offset += 8
        }
        if offset < count {
            // The last eight bytes again, in part, or what there is.
            if count >= 8 {
                hash = mix(hash ^ word(bytes, count - 8))
            } else {
                for index in 0..<count { hash = mix(hash ^ UInt64(bytes[index])) }
            }
        }
        return hash
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        return product.high ^ product.low
    }

    private static func isEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int)
        -> Bool
    {
        var offset = 0
        while offset + 8 <= count {
            if word(left, offset) != word(right, offset) { return false }
            offset += 8
        }
        while offset < count {
            if left[offset] != right[offset] { return false }
            offset += 1
        }
        return true
    }
}
