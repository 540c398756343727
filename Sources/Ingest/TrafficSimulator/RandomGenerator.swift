/// The one source of chance in the simulator: xoshiro256++ (Blackman and Vigna), seeded through SplitMix64.
///
/// Written here and not taken from the standard library, whose `random(in:using:)` may draw differently in
/// another release: a seed has to mean the same clicks for ever, on every platform.
struct RandomGenerator: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        var seeds = seed
        func next() -> UInt64 {
            seeds &+= 0x9E37_79B9_7F4A_7C15
            return Self.mix(seeds)
        }
        state = (next(), next(), next(), next())
    }

    mutating func next() -> UInt64 {
        let result = Self.rotate(state.0 &+ state.3, by: 23) &+ state.0
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotate(state.3, by: 45)
        return result
    }

    /// 0..<bound; the bias of about bound ÷ 2³² does not matter here.
    mutating func below(_ bound: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// True in `threshold` of 2³² cases.
    mutating func chance(_ threshold: UInt64) -> Bool {
        threshold > 0 && next() >> 32 < threshold
    }

    /// The threshold of `chance` for a share of 0…1.
    static func threshold(_ share: Double) -> UInt64 {
        share > 0 ? UInt64(min(share, 1) * 4_294_967_296) : 0
    }

    /// SplitMix64's finaliser: a bijection that leaves no pattern of its argument.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func rotate(_ value: UInt64, by bits: UInt64) -> UInt64 {
        value << bits | value >> (64 - bits)
    }
}
