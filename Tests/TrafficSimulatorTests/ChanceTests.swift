import Foundation
import Testing

@testable import TrafficSimulator

@Suite struct ChanceTests {
    @Test func `the generator is xoshiro256++ seeded by SplitMix64`() {
        // SplitMix64 from 0 begins with these published values.
        #expect(RandomGenerator.mix(0x9E37_79B9_7F4A_7C15) == 0xE220_A839_7B1D_CDAF)
        #expect(RandomGenerator.mix(0x3C6E_F372_FE94_F82A) == 0x6E78_9E6A_A1B9_65F4)
        var generator = RandomGenerator(seed: 0)
        let state: [UInt64] = [
            0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC,
        ]
        let sum = state[0] &+ state[3]
        #expect(generator.next() == (sum << 23 | sum >> 41) &+ state[0])
    }

    @Test func `logarithm and exponential agree with the C library's`() {
        for step in 1...2000 {
            let x = Double(step) * 0.37
            #expect(abs(ExactMath.log(x) - log(x)) <= 1e-13 * max(1, abs(log(x))))
            let y = Double(step - 1000) / 2
            #expect(abs(ExactMath.exp(y) / exp(y) - 1) < 1e-12)
        }
        #expect(ExactMath.log(1) == 0)
        #expect(ExactMath.exp(0) == 1)
        #expect(abs(ExactMath.power(2, 10) - 1024) < 1e-9)
    }

    @Test func `an alias table draws by its weights`() {
        let weights = [5.0, 0, 1, 3.5, 0.5]
        let table = AliasTable(weights)
        var counts = [Double](repeating: 0, count: weights.count)
        var generator = RandomGenerator(seed: 5)
        for _ in 0..<100_000 { counts[table.draw(generator.next())] += 1 }
        for (weight, count) in zip(weights, counts) { #expect(abs(count / 100_000 - weight / 10) < 0.005) }
        #expect(AliasTable([3]).draw(.max) == 0)
        #expect(counts[1] == 0)
    }

    @Test func `sessions come out of the queue by their time`() {
        var generator = RandomGenerator(seed: 6)
        for count in [1, 2, 3, 4, 5, 6, 17, 100] {
            var due = (0..<count).map { _ in Int64(generator.below(50)) }
            var queue = SessionQueue(due: due)
            for _ in 0..<300 {
                let first = queue.first
                let least = due.min()
                #expect(first.due == least)
                #expect(Int(first.slot) == due.firstIndex { $0 == least })
                due[Int(first.slot)] += Int64(generator.below(20))
                queue.replaceFirst(due: due[Int(first.slot)])
            }
        }
    }

    @Test func `short identifiers are different for different numbers`() {
        var seen: Set<String> = []
        for number in 0..<50_000 {
            let id = ShortID(prefix: UInt8(ascii: "v"), ShortID.scramble(UInt64(number))).description
            #expect(seen.insert(id).inserted)
        }
        #expect(ShortID(prefix: UInt8(ascii: "s"), 0).description == "s_000000000000")
        #expect(ShortID(prefix: UInt8(ascii: "s"), .max).description == "s_zzzzzzzzzzzz")
        let alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
        for (value, digit) in alphabet.enumerated() {
            #expect(ShortID(prefix: UInt8(ascii: "s"), UInt64(value)).description.last == digit)
        }
    }

    @Test func `the catalogue has distinct products, and a larger one begins with the smaller`() {
        let small = Catalogue(productCount: 400)
        let large = Catalogue(productCount: 5000)
        #expect(Set(large.ids).count == 5000)
        #expect(Set(large.names).count == 5000)
        #expect(Array(large.ids.prefix(400)) == small.ids)
        #expect(Array(large.names.prefix(400)) == small.names)
        #expect(Array(large.basePrices.prefix(400)) == small.basePrices)
        for currency in Currency.allCases {
            for price in small.basePrices { #expect(currency.price(ofEuroCents: price) > 0) }
        }
        #expect(Currency.eur.price(ofEuroCents: 2010) % 100 == 0)
    }
}
