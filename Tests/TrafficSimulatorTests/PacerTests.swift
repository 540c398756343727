import Testing
import TrafficSimulator

@Suite struct PacerTests {
    @Test(arguments: [0.000_001, 0.3, 1, 3, 7, 59.94, 1000, 999_983, 1_000_000, 3_333_333.333_333, 1e9])
    func `an event is due from its time on, and not before`(rate: Double) {
        let pacer = Pacer(eventsPerSecond: rate, start: startOfStream)
        var seed: UInt64 = 99
        for step in 0..<2000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let index = step < 100 ? Int64(step) : Int64(seed >> 30) % Int64(rate * 86_400 * 30 + 10)
            let time = pacer.time(of: index)
            #expect(pacer.due(at: time) >= index + 1)
            #expect(pacer.due(at: time - 1) <= index)
        }
    }

    @Test func `the rate is exact over any stretch, however long`() {
        let pacer = Pacer(eventsPerSecond: 1000, start: 0)
        #expect(pacer.due(at: -1) == 0)
        #expect(pacer.due(at: 0) == 1)
        #expect(pacer.due(at: 999) == 1)
        #expect(pacer.due(at: 1000) == 2)
        #expect(pacer.time(of: 86_400 * 365 * 1000) == 86_400 * 365 * 1_000_000)
    }

    @Test func `who was held up finds everything that became due, each with its own time`() {
        var pacer = Pacer(eventsPerSecond: 1000, start: 0)
        #expect(pacer.take(at: 4999) == 0..<5)
        #expect(pacer.take(at: 4999) == 5..<5)
        #expect(pacer.wait(at: 4999) == 1)
        // Two seconds in which nothing could be sent.
        #expect(pacer.take(at: 2_000_000, limit: 1000) == 5..<1005)
        #expect(pacer.wait(at: 2_000_000) == 0)
        #expect(pacer.take(at: 2_000_000) == 1005..<2001)
        #expect(pacer.time(of: 1005) == 1_005_000)
        #expect(pacer.taken == 2001)
    }

    @Test func `a clock that goes back takes nothing twice`() {
        var pacer = Pacer(eventsPerSecond: 10, start: 0)
        #expect(pacer.take(at: 1_000_000) == 0..<11)
        #expect(pacer.take(at: 500_000) == 11..<11)
        #expect(pacer.take(at: 1_100_000) == 11..<12)
    }

    @Test func `the ends of time do not trap`() {
        let fast = Pacer(eventsPerSecond: .infinity, start: .min)
        #expect(fast.due(at: .max) == .max)
        #expect(fast.time(of: .max) > 0 || fast.time(of: .max) < 0)
        let slow = Pacer(eventsPerSecond: 0, start: 0)
        #expect(slow.time(of: .max) == .max)
        #expect(slow.due(at: .max) > 0)
        var pacer = Pacer(eventsPerSecond: 1e9, start: 0)
        #expect(pacer.take(at: .max, limit: -1).isEmpty)
        #expect(pacer.take(at: .max).count > 0)
        #expect(pacer.take(at: .max).isEmpty || pacer.taken == .max)
    }
}
