import KafkaBroker
import Testing

@Suite struct `One connection's requests` {
    private func machine(requests: Int = 10, bytes: Int = 1_000) -> ConnectionStateMachine {
        ConnectionStateMachine(limits: .init(requests: requests, bytes: bytes))
    }

    private func number(_ value: UInt64) -> RequestNumber { RequestNumber(value) }

    @Test func `a request starts at once, and its answer is sent`() {
        var machine = machine()
        #expect(machine.requestReceived(bytes: 1, mayOverlap: false).actions == [.start(number(0))])
        #expect(machine.requestAnswered(number(0)) == [.finish(number(0))])
    }

    @Test func `the next request waits for the answer`() {
        var machine = machine()
        _ = machine.requestReceived(bytes: 1, mayOverlap: false)
        #expect(machine.requestReceived(bytes: 1, mayOverlap: false).actions == [])
        #expect(machine.requestReceived(bytes: 1, mayOverlap: true).actions == [])
        #expect(machine.requestAnswered(number(0)) == [.finish(number(0)), .start(number(1))])
        #expect(machine.requestAnswered(number(1)) == [.finish(number(1)), .start(number(2))])
    }

    @Test func `produce requests overlap, and are answered in order`() {
        var machine = machine()
        for value in 0..<3 {
            let started = machine.requestReceived(bytes: 1, mayOverlap: true).actions
            #expect(started == [.start(number(UInt64(value)))])
        }
        #expect(machine.requestAnswered(number(2)) == [])
        #expect(machine.requestAnswered(number(0)) == [.finish(number(0))])
        #expect(machine.requestAnswered(number(1)) == [.finish(number(1)), .finish(number(2))])
    }

    @Test func `what follows produce requests waits for them all`() {
        var machine = machine()
        _ = machine.requestReceived(bytes: 1, mayOverlap: true)
        _ = machine.requestReceived(bytes: 1, mayOverlap: true)
        #expect(machine.requestReceived(bytes: 1, mayOverlap: false).actions == [])
        #expect(machine.requestAnswered(number(0)) == [.finish(number(0))])
        #expect(machine.requestAnswered(number(1)) == [.finish(number(1)), .start(number(2))])
    }

    @Test func `too many bytes or requests stop the reading until answers are out`() {
        var byBytes = machine(bytes: 100)
        _ = byBytes.requestReceived(bytes: 99, mayOverlap: true)
        #expect(byBytes.wantsToRead)
        _ = byBytes.requestReceived(bytes: 1, mayOverlap: true)
        #expect(!byBytes.wantsToRead)
        _ = byBytes.requestAnswered(number(0))
        #expect(byBytes.wantsToRead)
        var byCount = machine(requests: 1)
        _ = byCount.requestReceived(bytes: 1, mayOverlap: false)
        #expect(!byCount.wantsToRead)
        _ = byCount.requestAnswered(number(0))
        #expect(byCount.wantsToRead)
    }

    @Test func `a peer that does not read its answers finds its requests waiting`() {
        var machine = machine()
        #expect(machine.writabilityChanged(to: false) == [])
        #expect(machine.requestReceived(bytes: 1, mayOverlap: false).actions == [])
        #expect(machine.writabilityChanged(to: true) == [.start(number(0))])
    }

    @Test func `an answer is sent even while the socket is full`() {
        var machine = machine()
        _ = machine.requestReceived(bytes: 1, mayOverlap: false)
        _ = machine.writabilityChanged(to: false)
        #expect(machine.requestAnswered(number(0)) == [.finish(number(0))])
    }

    @Test func `nothing happens after the end`() {
        var machine = machine()
        _ = machine.requestReceived(bytes: 1, mayOverlap: false)
        machine.closed()
        #expect(machine.requestAnswered(number(0)) == [])
        #expect(machine.requestReceived(bytes: 1, mayOverlap: false).actions == [])
        #expect(!machine.wantsToRead)
    }

    @Test func `whatever the order of answers, requests start and finish in theirs`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var machine = machine(requests: .max, bytes: .max)
            var running: [RequestNumber] = []
            var started: [UInt64] = []
            var finished: [UInt64] = []
            func take(_ actions: [ConnectionStateMachine.Action]) {
                for action in actions {
                    switch action {
                    case .start(let number):
                        running.append(number)
                        started.append(number.rawValue)
                    case .finish(let number): finished.append(number.rawValue)
                    }
                }
            }
            for _ in 0..<50 {
                take(machine.requestReceived(bytes: 1, mayOverlap: Bool.random(using: &random)).actions)
                if Bool.random(using: &random), let index = running.indices.randomElement(using: &random) {
                    take(machine.requestAnswered(running.remove(at: index)))
                }
            }
            while let index = running.indices.randomElement(using: &random) {
                take(machine.requestAnswered(running.remove(at: index)))
            }
            #expect(started == Array(0..<50), "seed \(seed)")
            #expect(finished == Array(0..<50), "seed \(seed)")
        }
    }
}
