import KafkaBroker
import Testing

@Suite struct `Patience with a connection` {
    private func patience() -> ConnectionPatience {
        ConnectionPatience(frameMilliseconds: 30, idleMilliseconds: 600, now: 0)
    }

    private func sight(
        frames: UInt64 = 0, incomplete: Bool = false, read: Bool = true, busy: Bool = false
    ) -> ConnectionPatience.Sight {
        var sight = ConnectionPatience.Sight()
        sight.framesCompleted = frames
        sight.isFrameIncomplete = incomplete
        sight.isRead = read
        sight.isBusy = busy
        return sight
    }

    @Test func `a request that is not finished ends it`() {
        var patience = patience()
        #expect(patience.look(sight(incomplete: true), now: 100) == .fine)
        #expect(patience.look(sight(incomplete: true), now: 129) == .fine)
        #expect(patience.look(sight(incomplete: true), now: 130) == .unfinishedRequest)
    }

    @Test func `each request has its own time`() {
        var patience = patience()
        for number in 0..<100 {
            let now = Int64(number) * 20
            #expect(patience.look(sight(frames: UInt64(number), incomplete: true), now: now) == .fine)
        }
    }

    @Test func `time in which the connection is not read does not count`() {
        var patience = patience()
        #expect(patience.look(sight(incomplete: true), now: 0) == .fine)
        #expect(patience.look(sight(incomplete: true, read: false), now: 29) == .fine)
        #expect(patience.look(sight(incomplete: true, read: false), now: 200) == .fine)
        #expect(patience.look(sight(incomplete: true), now: 210) == .fine)
        #expect(patience.look(sight(incomplete: true), now: 240) == .unfinishedRequest)
    }

    @Test func `a connection without requests is idle`() {
        var patience = patience()
        #expect(patience.look(sight(), now: 599) == .fine)
        #expect(patience.look(sight(), now: 600) == .idle)
    }

    @Test func `a request that waits, or a sign of life, starts the time again`() {
        var patience = patience()
        #expect(patience.look(sight(frames: 1, busy: true), now: 500) == .fine)
        #expect(patience.look(sight(frames: 1, busy: true), now: 5_000) == .fine)
        #expect(patience.look(sight(frames: 1), now: 5_599) == .fine)
        patience.signOfLife(now: 5_599)
        #expect(patience.look(sight(frames: 1), now: 6_198) == .fine)
        #expect(patience.look(sight(frames: 1), now: 6_199) == .idle)
    }
}
