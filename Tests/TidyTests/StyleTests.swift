import Testing

/// What single files look like.
@Suite struct StyleTests {
    private let repository = Repository.this

    /// Files that were longer when the limit came. It may only shrink: a file leaves it as soon as it fits.
    private static let stillTooLong: Set<String> = []

    @Test func `the checkout is found`() {
        #expect(repository.swift.contains { $0.path == "Tests/TidyTests/StyleTests.swift" })
        #expect(repository.text("Package.swift") != nil)
        #expect(repository.text("Makefile") != nil)
    }

    @Test func `files hold one idea`() {
        expectNone(
            repository.swift.filter { !Self.stillTooLong.contains($0.path) }.flatMap(StyleRules.length))
        expectNone(
            repository.swift.filter { Self.stillTooLong.contains($0.path) && StyleRules.length($0).isEmpty }
                .map { Violation(path: $0.path, line: 1, message: "fits now: take it off the list") })
    }

    @Test func `functions fit a screen`() { expectNone(repository.swift.flatMap(StyleRules.functions)) }

    @Test func `lines fit a window`() { expectNone(repository.swift.flatMap(StyleRules.width)) }

    @Test func `nothing traps or hides where it need not`() {
        expectNone(repository.swift.flatMap(StyleRules.idioms))
    }

    @Test func `nothing is left for later`() { expectNone(repository.swift.flatMap(StyleRules.reminders)) }

    /// What waits for another process, which sends no signal: it asks again and again, and needs a pause.
    private static let askingAgain: Set<String> = [
        "Tests/KafkaClientTests/KafkaGroupTests.swift", "Tests/TestProgram/ProcessWait.swift",
    ]

    @Test func `tests do not sleep`() {
        expectNone(
            repository.swift(in: "Tests/").filter { !Self.askingAgain.contains($0.path) }
                .flatMap(StyleRules.sleeps))
    }

    @Test func `no file knows the machine that it was written on`() {
        expectNone(repository.texts.flatMap(StyleRules.machinePaths))
    }

    @Test func `links between documents lead somewhere`() {
        let documents = repository.texts.filter { $0.path.hasSuffix(".md") }
        expectNone(documents.flatMap { DocumentRules.deadLinks($0, exists: repository.exists) })
    }
}
