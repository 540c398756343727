import TestProgram
import Testing

@Suite struct SimulatorOutputTests {
    @Test func `the same seed and start time print the same bytes`() async throws {
        try await TestProgram.with { program in
            let arguments = [
                "produce", "--output", "-", "--seed", "42", "--start-time", "2026-01-01T00:00:00Z", "--count",
                "2000",
            ]
            let first = try await program.run(arguments)
            let second = try await program.run(arguments)
            #expect(first.code == 0)
            #expect(first.output.split(separator: "\n").count == 2000)
            #expect(first.output == second.output)
        }
    }
}
