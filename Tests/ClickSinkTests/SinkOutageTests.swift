import Testing

@testable import ClickSink

@Suite struct SinkOutageTests {
    private let start = ContinuousClock.now
    private var random = SystemRandomNumberGenerator()

    @Test
    mutating func `a server that lets us in and refuses to store is told once, and asked ever less often`() {
        var outage = SinkOutage()
        var told = 0
        var waits: [Duration] = []
        for _ in 0..<12 {
            if outage.began(at: start, using: &random) { told += 1 }
            waits.append(start.duration(to: outage.retryAt ?? start))
            outage.isReady(at: start)
        }
        #expect(told == 1)
        #expect(waits[11] > .seconds(2))
        #expect(waits[0] <= .milliseconds(50))
    }

    @Test mutating func `the first commit ends it, and the next fault is news again`() {
        var outage = SinkOutage()
        let healthy = outage.stored()
        #expect(!healthy, "there was none")
        let first = outage.began(at: start, using: &random)
        outage.isReady(at: start)
        let end = outage.stored()
        let again = outage.began(at: start, using: &random)
        #expect(first && end && again)
        #expect(start.duration(to: outage.retryAt ?? start) <= .milliseconds(50))
    }

    @Test mutating func `with nothing to store it ends after a while without a fault`() {
        var outage = SinkOutage()
        _ = outage.began(at: start, using: &random)
        let away = outage.idled(at: start + .seconds(60))
        #expect(!away, "it is not ready yet")
        outage.isReady(at: start)
        let early = outage.idled(at: start + .seconds(1))
        #expect(!early)
        let late = outage.idled(at: start + SinkOutage.quiet)
        #expect(late)
        #expect(!outage.isTold)
    }

    @Test mutating func `nothing is tried before its time`() {
        var outage = SinkOutage()
        #expect(outage.isTryDue(at: start))
        outage.postpone(at: start, using: &random)
        #expect(!outage.isTryDue(at: start))
        #expect(outage.isTryDue(at: start + .milliseconds(50)))
        #expect(!outage.isTold)
    }
}
