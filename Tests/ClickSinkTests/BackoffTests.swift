import Testing

@testable import ClickSink

@Suite struct BackoffTests {
    @Test func `waits double up to the limit, each at least half of its bound`() {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        var generator = Generator(state: 7)
        for bound in [100, 200, 400, 800, 1000, 1000, 1000] {
            let wait = backoff.next(using: &generator)
            #expect(wait <= .milliseconds(bound))
            #expect(wait >= .milliseconds(bound) / 2)
        }
    }

    @Test func `a success starts it anew`() {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(60))
        var generator = Generator(state: 7)
        for _ in 0..<100 { #expect(backoff.next(using: &generator) <= .seconds(60)) }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(100))
    }
}
