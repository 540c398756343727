import Foundation
import TestBrowser
import TestProgram
import Testing

/// What the tests share: the whole product with traffic, once without login and once with, and a browser.
struct Stage: Sendable {
    let browser: Browser
    let program: TestProgram
    /// Of the console without login, as in `http://localhost:1234`.
    let url: String
    /// Of the one with users.
    let guardedURL: String

    static let password = "correct horse"

    @TaskLocal static var current: Stage?

    /// - Throws: where a test is not in `BrowserTests`.
    static func get() throws -> Stage {
        guard let current else { throw BrowserError("there is no stage around this test") }
        return current
    }

    static func with(_ body: @Sendable () async throws -> Void) async throws {
        try await TestProgram.with { program in
            let up = try program.start([
                "up", "--listen", program.listen, "--rate", "40", "--console-listen", "127.0.0.1:0",
                "--console-actions",
            ])
            let url = try await address(of: up)
            try await up.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(*) > 200 FROM user_clicks")
            let guarded = try program.start(
                ["console", "--listen", "127.0.0.1:0", "--console-users", try users(program)])
            let guardedURL = try await address(of: guarded)
            try await Browser.with { browser in
                let stage = Stage(
                    browser: browser, program: program, url: url, guardedURL: guardedURL)
                try await $current.withValue(stage) { try await body() }
            }
            for running in [guarded, up] {
                running.signal(SIGTERM)
                _ = await running.result()
            }
        }
    }

    /// scrypt as cheap as it gets, of `password`.
    private static func users(_ program: TestProgram) throws -> String {
        let hash = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis"
        let file = program.directory + "/users"
        try "vera:viewer:\(hash)\n".write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    private static func address(of program: RunningProgram) async throws -> String {
        try await program.wait(forError: "Console      http://localhost:")
        let text = program.errorText.components(separatedBy: "http://localhost:").dropFirst().first ?? ""
        return "http://localhost:" + text.prefix { $0.isNumber }
    }
}

/// Sets the stage once, around all tests of a suite.
struct OnStage: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Stage.with(function)
    }
}

/// The pages in a real browser. One after the other: they share it.
@Suite(
    .serialized, .enabled(if: Browser.isAvailable, "chromedriver is not installed: see scripts/bootstrap"),
    OnStage())
struct BrowserTests {}
