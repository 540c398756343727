internal import Foundation

/// A foreign program, such as kcat.
package struct Tool: Sendable {
    private let path: String

    /// - Returns: `nil` where it is not installed.
    package init?(_ name: String) {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = directories.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            return nil
        }
        self.path = path
    }

    /// Runs it to its end.
    package func run(_ arguments: [String], input: String = "") async throws -> TestProgram.Result {
        let pipe = Pipe()
        let program = try RunningProgram(path, arguments, environment: [:], input: pipe.fileHandleForReading)
        pipe.fileHandleForWriting.write(Data(input.utf8))
        try pipe.fileHandleForWriting.close()
        return await program.result()
    }
}
