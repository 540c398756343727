import ClickStore
import Testing

@testable import ClickSink

@Suite struct UnansweredCommitsTests {
    private let sent = [
        SinkAdvance(partition: 0, epoch: 4, from: 10, to: 30, stored: 20),
        SinkAdvance(partition: 1, epoch: 7, from: 5, to: 6, rejected: 1),
    ]

    private func resolved(_ claims: [PartitionClaims.Claim]) -> [SinkAdvance] {
        var commits = UnansweredCommits()
        commits.add(sent)
        return commits.resolve(claims)
    }

    @Test func `a commit took place where the next claim finds its offset`() {
        let both = resolved([
            .init(partition: 0, epoch: 5, nextOffset: 30), .init(partition: 1, epoch: 8, nextOffset: 6),
        ])
        #expect(both == sent)
        #expect(resolved([.init(partition: 0, epoch: 5, nextOffset: 30)]) == [sent[0]])
    }

    @Test func `it did not where the claim finds the offset of before`() {
        #expect(resolved([.init(partition: 0, epoch: 5, nextOffset: 10)]).isEmpty)
    }

    @Test func `nothing is concluded where another sink had the partition meanwhile`() {
        #expect(resolved([.init(partition: 0, epoch: 6, nextOffset: 30)]).isEmpty)
    }

    @Test func `each commit counts once`() {
        var commits = UnansweredCommits()
        commits.add(sent)
        let claim = [PartitionClaims.Claim(partition: 0, epoch: 5, nextOffset: 30)]
        let first = commits.resolve(claim)
        let second = commits.resolve(claim)
        #expect(first.count == 1)
        #expect(second.isEmpty)
    }
}
