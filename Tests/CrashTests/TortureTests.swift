import Foundation
import TestProgram
import Testing

/// Everything that can be killed, stopped, cut off or locked is, at random moments, and every click is stored
/// exactly once.
@Suite struct TortureTests {
    /// Seeds that once found something, and how many of their steps it took. `make torture` repeats them.
    static let regressions: [(seed: UInt64, steps: Int)] = [(1, 2), (22, 22)]

    private static let environment = ProcessInfo.processInfo.environment
    private static var isLong: Bool { environment["CLICKSTREAM_TORTURE_SECONDS"] != nil }

    @Test func `clicks are stored exactly once, whatever is killed, stopped or cut off`() async throws {
        let variables = Self.environment
        let given = variables["CLICKSTREAM_TORTURE_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...999_999)
        let seconds = variables["CLICKSTREAM_TORTURE_SECONDS"].flatMap { Double($0) }
        try await torture(seed, seconds.map { .seconds($0) } ?? .seconds(35))
    }

    @Test(.enabled(if: isLong), arguments: regressions.map(\.seed))
    func `a seed that once found something finds nothing any more`(seed: UInt64) async throws {
        let steps = Self.regressions.first { $0.seed == seed }?.steps ?? 1
        try await torture(seed, .steps(steps))
    }

    private func torture(_ seed: UInt64, _ length: TortureRun.Length) async throws {
        let journal = TortureJournal(isLoud: Self.isLong)
        if !Self.isLong {
            FileHandle.standardOutput.write(Data("torture: make torture SEED=\(seed)\n".utf8))
        }
        try await TestProgram.with { program in
            try await TortureRun(
                program: program, seed: seed, length: length, journal: journal,
                logDirectory: Self.environment["CLICKSTREAM_TORTURE_LOGS"].flatMap { $0.isEmpty ? nil : $0 }
            ).run()
        }
    }
}
