import Testing

/// The schedule by itself, without a process.
@Suite struct TortureScheduleTests {
    @Test func `a seed gives the same steps every time, and another seed others`() {
        let first = Array(TortureSchedule(seed: 7).prefix(200))
        #expect(first == Array(TortureSchedule(seed: 7).prefix(200)))
        #expect(first != Array(TortureSchedule(seed: 8).prefix(200)))
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `a step names only sinks that are there, and there is always one`(seed: UInt64) {
        var schedule = TortureSchedule(seed: seed)
        for _ in 0..<500 {
            let before = schedule.workers
            #expect(TortureSchedule.sinks.contains(before.count))
            guard let step = schedule.next() else { return }
            switch step.action {
            case .killSink(let sink, _), .stopSink(let sink, _): #expect(before.indices.contains(sink))
            case .freezeSink(let sink):
                #expect(before.indices.contains(sink))
                #expect(before.count > 1, "nobody could take over")
            default: break
            }
        }
    }

    @Test func `every kind of blow falls, calmly and in the middle of a recovery`() {
        let steps = TortureSchedule(seed: 1).prefix(1000)
        let actions = steps.map { String(describing: $0.action) }
        for kind in [
            "kill -9 of sink ", "SIGTERM of sink ", "another sink with ", "SIGSTOP of sink ",
            "kill -9 of the broker", "kill -9 of PostgreSQL", "kill -9 of everything",
            "pg_terminate_backend of all connections", "sink_offsets locked for ", "user_clicks locked for ",
        ] {
            #expect(actions.contains { $0.hasPrefix(kind) }, "\(kind)")
        }
        #expect(steps.contains { $0.progress == nil })
        #expect(steps.contains { $0.progress != nil })
        let modes = Set((1...50).map { TortureSchedule(seed: $0).sharesBroker })
        #expect(modes.count == 2)
    }
}
