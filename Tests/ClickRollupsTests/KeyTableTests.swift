import Testing

@testable import ClickRollups

@Suite struct KeyTableTests {
    @Test func `keys are numbered in the order in which they come, as in a dictionary`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var table = KeyTable()
        for _ in 0..<5 {
            var reference: [[UInt8]: Int] = [:]
            for _ in 0..<5_000 {
                let count = Int.random(in: 0...20, using: &random)
                let key = (0..<count).map { _ in UInt8.random(in: 0...3, using: &random) }
                let (index, isNew) = key.withUnsafeBytes { table.index(of: $0) }
                #expect(isNew == (reference[key] == nil), "seed \(seed)")
                #expect(index == reference[key] ?? reference.count, "seed \(seed)")
                reference[key] = index
            }
            #expect(table.count == reference.count)
            for (key, index) in reference {
                #expect(table.withKey(index) { Array($0) } == key, "seed \(seed)")
            }
            table.removeAll()
            #expect(table.count == 0)
        }
    }
}

struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
