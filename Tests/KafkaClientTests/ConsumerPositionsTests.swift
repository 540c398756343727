import KafkaClient
import Testing

@Suite struct ConsumerPositionsTests {
    private let first = KafkaTopicPartition(topic: "a", partition: 0)
    private let second = KafkaTopicPartition(topic: "a", partition: 1)

    @Test func `records below the position are dropped, gaps are let through`() throws {
        var positions = ConsumerPositions()
        positions.assign([(first, offset: 10)])
        let slot = try #require(positions.slot(of: first))
        let offsets: [Int64] = [8, 9, 10, 10, 11, 20, 19, 21]
        let areAdmitted = offsets.map { positions.admit(slot: slot, offset: $0) }
        #expect(areAdmitted == [false, false, true, false, true, true, false, true])
        #expect(positions.position(of: first) == 22)
    }

    @Test func `from a logical offset on the first record decides`() throws {
        var positions = ConsumerPositions()
        positions.assign([(first, offset: KafkaOffset.beginning), (second, offset: KafkaOffset.committed)])
        #expect(positions.position(of: first) == nil)
        let slot = try #require(positions.slot(of: second))
        let areAdmitted = [77, 76].map { positions.admit(slot: slot, offset: $0) }
        #expect(areAdmitted == [true, false])
        #expect(positions.position(of: second) == 78)
    }

    @Test func `a partition that is not assigned has no slot, and slots are used again`() throws {
        var positions = ConsumerPositions()
        positions.assign([(first, offset: 1), (second, offset: 2)])
        let slot = try #require(positions.slot(of: first))
        positions.unassign([first, KafkaTopicPartition(topic: "b", partition: 9)])
        #expect(positions.slot(of: first) == nil)
        #expect(positions.assigned == [second])
        let third = KafkaTopicPartition(topic: "b", partition: 0)
        positions.assign([(third, offset: 5)])
        #expect(positions.slot(of: third) == slot)
        #expect(positions.position(of: third) == 5)
        #expect(positions.position(of: second) == 2)
        positions.unassignAll()
        #expect(positions.isEmpty)
    }

    /// Against a plain dictionary.
    @Test(arguments: [UInt64.random(in: 0...UInt64.max), 1, 2])
    func `any sequence of assignments, seeks and records keeps the promise`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var positions = ConsumerPositions()
        var model: [KafkaTopicPartition: Int64?] = [:]
        for step in 0..<2000 {
            let partition = KafkaTopicPartition(
                topic: ["a", "b"].randomElement(using: &random) ?? "a",
                partition: Int32.random(in: 0..<3, using: &random))
            let offset = Int64.random(in: -2..<30, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                positions.assign([(partition, offset: offset)])
                model[partition] = .some(offset < 0 ? nil : offset)
            case 1:
                positions.unassign([partition])
                model[partition] = nil
            default:
                let isAdmitted = positions.slot(of: partition).map {
                    positions.admit(slot: $0, offset: max(0, offset))
                }
                let isExpected = model[partition].map { max(0, offset) >= ($0 ?? 0) }
                #expect(isAdmitted == isExpected, "seed \(seed), step \(step)")
                if isExpected == true { model[partition] = .some(max(0, offset) + 1) }
            }
            #expect(positions.assigned == model.keys.sorted(), "seed \(seed), step \(step)")
            #expect(
                positions.position(of: partition) == model[partition] ?? nil, "seed \(seed), step \(step)")
        }
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
