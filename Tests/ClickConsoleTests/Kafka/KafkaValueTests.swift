import KafkaClient
import Testing

@testable import ClickConsole

@Suite struct KafkaValueTests {
    private func span(_ partition: Int32, _ from: Int64, _ to: Int64) -> OffsetSpan {
        OffsetSpan(partition: KafkaTopicPartition(topic: "t", partition: partition), from: from, to: to)
    }

    private func record(_ partition: Int32, _ offset: Int64, _ time: Int64) -> ConsoleRecord {
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        return ConsoleRecord(
            KafkaRecordView(
                topic: "t", partition: partition, offset: offset, timestamp: time, key: none, value: none))
    }

    @Test func `the newest of all partitions come first, each partition backwards, page after page`() {
        let selection = MessageSelection(direction: .newest, count: 2)
        let ranges = [span(0, 0, 10), span(1, 5, 6), span(2, 3, 3)]
        #expect(selection.spans(ranges) == [span(0, 8, 10), span(1, 5, 6)])
        let read = [record(0, 8, 100), record(0, 9, 300), record(1, 5, 200)]
        let chosen = selection.choose(read)
        #expect(chosen.map(\.offset) == [9, 5])
        #expect(selection.next(ranges, after: chosen) == [span(0, 0, 9), span(1, 5, 5), span(2, 3, 3)])
    }

    @Test func `forwards the earliest come first`() {
        let selection = MessageSelection(direction: .forward, count: 2)
        let ranges = [span(0, 0, 10), span(1, 5, 6)]
        #expect(selection.spans(ranges) == [span(0, 0, 2), span(1, 5, 6)])
        let chosen = selection.choose([record(0, 0, 100), record(0, 1, 300), record(1, 5, 200)])
        #expect(chosen.map(\.timestamp) == [100, 200])
        #expect(selection.next(ranges, after: chosen) == [span(0, 1, 10), span(1, 6, 6)])
    }

    @Test func `a page over many partitions reads a bounded number of records`() {
        let selection = MessageSelection(direction: .newest, count: 500)
        let spans = selection.spans((0..<1000).map { span($0, 0, 1_000_000) })
        #expect(spans.reduce(0) { $0 + $1.count } <= Int64(MessageSelection.mostRead))
    }

    @Test func `a search for the newest reads windows from the end, and leaves nothing out`() {
        var windows = SearchWindows(
            [span(0, 0, 25), span(1, 7, 10), span(2, 4, 4)], isNewestFirst: true, size: 10)
        var all: [[OffsetSpan]] = []
        while let window = windows.next() { all.append(window) }
        #expect(all == [[span(0, 15, 25), span(1, 7, 10)], [span(0, 5, 15)], [span(0, 0, 5)]])
        var forward = SearchWindows([span(0, 0, 25)], isNewestFirst: false, size: 10)
        #expect(forward.next() == [span(0, 0, 25)] && forward.next() == nil)
    }

    @Test func `a reset stays within the log, and counts what is read again and what is skipped`() {
        let place = KafkaTopicPartition(topic: "t", partition: 0)
        func move(_ reset: OffsetReset, _ committed: Int64?, found: Int64? = nil) -> OffsetReset.Move {
            reset.move(place, committed: committed, low: 10, high: 50, found: found)
        }
        #expect(move(.earliest, 30).to == 10 && move(.earliest, 30).reread == 20)
        #expect(move(.latest, 30).to == 50 && move(.latest, 30).skipped == 20)
        #expect(move(.offset(40), 30).skipped == 10)
        #expect(move(.offset(5), 30).to == 10)
        #expect(move(.time(0), 30, found: -1).to == 50)
        #expect(move(.time(0), 30, found: 20).reread == 10)
        #expect(move(.shift(-5), 30).to == 25 && move(.shift(.max), 30).to == 50)
        #expect(move(.shift(.min), 30).to == 10)
        // What the log has lost cannot be read again.
        #expect(move(.earliest, 3).reread == 0 && move(.latest, 3).skipped == 40)
        #expect(move(.latest, nil).skipped == 0)
    }

    @Test func `lag counts what is still there`() {
        var part = GroupPartition(
            place: KafkaTopicPartition(topic: "t", partition: 0), committed: 5,
            offsets: PartitionOffsets(low: 10, high: 30))
        #expect(part.lag == 20)
        part.committed = 40
        #expect(part.lag == 0)
        part.committed = nil
        #expect(part.lag == nil)
        #expect([part].lag == nil && [part].secondsBehind(now: 0) == nil)
    }

    @Test func `history is bounded in samples and in groups`() async {
        let history = LagHistory()
        for index in 0..<500 { await history.add(.init(time: Int64(index), lag: 1, seconds: nil), to: "g") }
        #expect(await history.samples(of: "g").count == LagHistory.length)
        #expect(await history.samples(of: "g").last?.time == 499)
        for index in 0..<300 { await history.add(.init(time: 1, lag: 1, seconds: nil), to: "group-\(index)") }
        #expect(await history.samples(of: "group-299").isEmpty)
        await history.keep(["g"])
        #expect(await history.samples(of: "group-1").isEmpty)
    }

    @Test func `a file of messages is proof against formulas, and keeps JSON as it is`() {
        let value = Array("{\"a\":[1]}".utf8)
        let key = Array("=cmd()".utf8)
        let record = value.withUnsafeBytes { value in
            key.withUnsafeBytes { key in
                ConsoleRecord(
                    KafkaRecordView(topic: "t", partition: 1, offset: 2, timestamp: 0, key: key, value: value)
                )
            }
        }
        let shown = ShownRecord(record, MaskingRules())
        #expect(
            MessageExport.csv([shown]) == """
                partition,offset,timestamp,key,value,headers\r\n\
                1,2,1970-01-01T00:00:00.000Z,'=cmd(),"{""a"":[1]}",\r\n
                """)
        #expect(MessageExport.lines([shown]).contains(#""value":{"a":[1]}"#))
    }
}
