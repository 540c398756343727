import TestProgram
import Testing

/// A topic is deleted only by who has heard what is lost with it.
@Suite struct TopicDeletionTests {
    /// Runs a body with a topic of 300 records, of which the sink has stored 200.
    private func withTopic(_ body: (TestProgram) async throws -> Void) async throws {
        try await TestProgram.with { program in
            for command in [
                ["produce", "--rate", "max", "--count", "200"], ["consume", "--until-end"],
                ["produce", "--rate", "max", "--count", "100"],
            ] {
                let result = try await program.runOnBroker(command)
                #expect(result.code == 0, "\(command): \(result.errors)")
            }
            try await body(program)
        }
    }

    private func topics(_ program: TestProgram) async throws -> String {
        try await program.runOnBroker(["topics", "list"]).output
    }

    /// Runs it on a terminal, where somebody types.
    private func delete(_ program: TestProgram, typing text: String) async throws -> TestProgram.Result {
        let terminal = try PseudoTerminal()
        let deletion = try program.start(
            ["topics", "delete", "website_clicks", "--listen", program.listen], input: terminal.input)
        try await deletion.wait(forError: "Delete the topic? [y/N] ")
        terminal.type(text + "\n")
        return await deletion.result()
    }

    @Test func `without a terminal it needs a word, and says what would be lost`() async throws {
        try await withTopic { program in
            let refused = try await program.runOnBroker(["topics", "delete", "website_clicks"])
            #expect(refused.code == 64, "\(refused.errors)")
            for words in ["300 records", "100 of them are not stored", "--until-end", "--yes"] {
                #expect(refused.errors.contains(words), "\(refused.errors)")
            }
            #expect(try await topics(program).contains("website_clicks"))
            let other = try await program.runOnBroker(
                ["topics", "delete", "website_clicks", "--group", "nobody"])
            #expect(other.errors.contains("300 of them are not stored"), "\(other.errors)")

            let deleted = try await program.runOnBroker(["topics", "delete", "website_clicks", "--yes"])
            #expect(deleted.code == 0, "\(deleted.errors)")
            #expect(try await !topics(program).contains("website_clicks"))
            for options in [[], ["--yes"]] {
                let again = try await program.runOnBroker(["topics", "delete", "website_clicks"] + options)
                #expect(again.code == 64, "\(again.errors)")
                #expect(again.errors.contains("There is no topic website_clicks"), "\(again.errors)")
            }
        }
    }

    @Test func `on a terminal it asks, and takes nothing but a yes for one`() async throws {
        try await withTopic { program in
            for text in ["", "n", "yellow"] {
                let kept = try await delete(program, typing: text)
                #expect(kept.code == 1, "\(kept.errors)")
                #expect(kept.errors.contains("Nothing was deleted."), "\(kept.errors)")
                #expect(try await topics(program).contains("website_clicks"))
            }
            let stored = try await program.runOnBroker(["consume", "--until-end"])
            #expect(stored.code == 0, "\(stored.errors)")
            let deleted = try await delete(program, typing: "y")
            #expect(deleted.code == 0, "\(deleted.errors)")
            #expect(deleted.errors.contains("has stored all of them"), "\(deleted.errors)")
            #expect(try await !topics(program).contains("website_clicks"))
        }
    }
}
