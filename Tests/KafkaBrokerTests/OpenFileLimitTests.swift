import KafkaBroker
import Testing

@Suite struct `Open files` {
    @Test func `the limit is raised as far as it may, and never lowered`() {
        #expect(OpenFileLimit.wanted(soft: 1_024, hard: 4_096) == 4_096)
        #expect(OpenFileLimit.wanted(soft: 1_024, hard: .max) == 65_536)
        #expect(OpenFileLimit.wanted(soft: 100_000, hard: .max) == 100_000)
        #expect(OpenFileLimit.wanted(soft: 4_096, hard: 4_096) == 4_096)
    }

    @Test func `the process gets what is wanted`() throws {
        let limit = try #require(OpenFileLimit.raise())
        #expect(limit.soft >= min(limit.hard, OpenFileLimit.most))
    }
}
