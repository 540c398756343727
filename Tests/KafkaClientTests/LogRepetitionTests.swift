import KafkaClient
import Testing

@Suite struct LogRepetitionTests {
    private var repetition = LogRepetition()

    @Test mutating func `a line is news once, whatever its numbers`() {
        let line = "127.0.0.1:9092/1: Connect to ipv4#127.0.0.1:9092 failed: Connection refused"
        let lines = [
            "\(line) (after 0ms in state CONNECT)",
            "\(line) (after 12ms in state CONNECT, 30 identical error(s) suppressed)",
            "127.0.0.1:9092/1: Disconnected (after 5012ms in state UP)",
            "127.0.0.1:9092/1: Disconnected (after 3ms in state UP)",
        ]
        let areNew = lines.map { repetition.isNew($0) }
        #expect(areNew == [true, false, true, false])
    }

    @Test mutating func `after a reset everything is news again`() {
        let before = (repetition.reset(), repetition.isNew("down"), repetition.isNew("down"))
        #expect(before == (false, true, false))
        let after = (repetition.reset(), repetition.reset(), repetition.isNew("down"))
        #expect(after == (true, false, true))
    }

    @Test mutating func `what is remembered is bounded`() {
        let kinds = (0...LogRepetition.capacity).map { String(repeating: "x", count: $0 + 1) }
        let areNew = kinds.map { repetition.isNew($0) }
        #expect(areNew.allSatisfy { $0 })
        let again = (repetition.isNew(kinds[1]), repetition.isNew(kinds[0]))
        #expect(again == (false, true))
    }

    @Test func `brackets within brackets belong together`() {
        #expect(LogRepetition.kind(of: "a (b (c) d) e1234") == "a () e#")
        #expect(LogRepetition.kind(of: "a) b (c") == "a) b (")
    }
}

@Suite struct FetchBurstTests {
    @Test func `only after a burst beyond the limit can the queue have been full`() {
        var burst = FetchBurst(recordLimit: 100, byteLimit: 10_000)
        var wasFull = [burst.foundEmpty()]
        burst.read(records: 30, bytes: 300)
        wasFull.append(burst.foundEmpty())
        burst.read(records: 30, bytes: 300)
        burst.read(records: 20, bytes: 300)
        wasFull += [burst.foundEmpty(), burst.foundEmpty()]
        burst.read(records: 1, bytes: 5_000)
        wasFull.append(burst.foundEmpty())
        #expect(wasFull == [false, false, true, false, true])
    }
}
