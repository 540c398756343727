import Testing

@testable import ClickSink

@Suite struct PartitionProgressTests {
    @Test func `records in order are accepted and move on`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 10)
        for offset in Int64(10)..<15 {
            #expect(progress.arrived(offset) == .accept)
            progress.countClick()
        }
        #expect(progress.next == 15)
        #expect(progress.committed == 10)
        #expect(progress.tally == PartitionProgress.Tally(clicks: 5))
        progress.commit()
        #expect(progress.committed == 15)
        #expect(!progress.hasUncommitted)
        #expect(progress.tally == PartitionProgress.Tally())
    }

    @Test func `a record from before is dropped, not stored twice`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 10)
        #expect(progress.arrived(9) == .stale)
        #expect(progress.arrived(10) == .accept)
        #expect(progress.arrived(10) == .stale)
        #expect(progress.next == 11)
    }

    @Test func `a jump on the first record is believed only when it comes again after a seek`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 10)
        #expect(progress.arrived(500) == .confirm(expected: 10))
        #expect(progress.arrived(501) == .stale)
        progress.didSeek()
        #expect(progress.arrived(500) == .accept)
        progress.countClick()
        #expect(progress.tally == PartitionProgress.Tally(clicks: 1, skipped: 490))
    }

    @Test func `a leftover of an earlier fetch opens no gap`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 10)
        #expect(progress.arrived(500) == .confirm(expected: 10))
        progress.didSeek()
        #expect(progress.arrived(10) == .accept)
        #expect(progress.tally.skipped == 0)
    }

    @Test func `another jump after the seek is confirmed anew`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 10)
        #expect(progress.arrived(500) == .confirm(expected: 10))
        progress.didSeek()
        #expect(progress.arrived(600) == .confirm(expected: 10))
        progress.didSeek()
        #expect(progress.arrived(600) == .accept)
        #expect(progress.tally.skipped == 590)
    }

    @Test func `a jump between records in order is offsets without a record`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 0)
        #expect(progress.arrived(0) == .accept)
        #expect(progress.arrived(2) == .accept)
        #expect(progress.tally.skipped == 1)
    }

    @Test func `the end of the partition accounts for what holds no record`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 4)
        #expect(progress.arrived(4) == .accept)
        #expect(progress.reachedEnd(at: 5) == .stale)
        #expect(progress.reachedEnd(at: 8) == .accept)
        #expect(progress.tally.skipped == 3)
        #expect(progress.reachedEnd(at: 6) == .stale)
        #expect(progress.next == 8)
    }

    @Test func `an end that comes first is believed only when it comes again after a seek`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 5)
        #expect(progress.reachedEnd(at: 8) == .confirm(expected: 5))
        #expect(!progress.hasUncommitted)
        progress.didSeek()
        #expect(progress.reachedEnd(at: 8) == .accept)
        #expect(progress.tally.skipped == 3)
    }

    @Test func `an end does not override a jump that is being confirmed`() {
        var progress = PartitionProgress(epoch: 1, nextOffset: 5)
        #expect(progress.arrived(100) == .confirm(expected: 5))
        #expect(progress.reachedEnd(at: 300) == .stale)
        progress.didSeek()
        #expect(progress.arrived(100) == .accept)
        #expect(progress.next == 101)
        #expect(progress.tally.skipped == 95)
    }

    /// Whatever arrives, every offset is accounted for: what was accepted, and what was skipped.
    @Test(arguments: 0..<50) func `offsets always add up`(seed: UInt64) {
        var generator = Generator(state: seed)
        var progress = PartitionProgress(epoch: 1, nextOffset: 100)
        var accepted: Int64 = 0
        var lastAccepted: Int64 = 99
        for _ in 0..<500 {
            let offset = progress.next + Int64.random(in: -3...3, using: &generator)
            switch progress.arrived(offset) {
            case .accept:
                #expect(offset > lastAccepted, "seed \(seed)")
                lastAccepted = offset
                accepted += 1
                if Bool.random(using: &generator) { progress.countClick() } else { progress.countRejected() }
            case .stale: break
            case .confirm(let expected):
                #expect(expected == progress.next, "seed \(seed)")
                progress.didSeek()
            }
            let tally = progress.tally
            #expect(tally.clicks + tally.rejected == accepted, "seed \(seed)")
            #expect(progress.next - 100 == accepted + tally.skipped, "seed \(seed)")
        }
    }
}

/// SplitMix64.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
