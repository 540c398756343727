import Foundation
import Subprocess

/// kcat: a foreign client that judges the broker. Output and errors come as one stream of lines.
enum Kcat {
    /// `nil` when kcat is not installed.
    static let path: String? = ["/usr/bin/kcat", "/usr/local/bin/kcat", "/opt/homebrew/bin/kcat"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The lines of a process that still runs.
    final class Lines {
        private var iterator: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

        fileprivate init(_ sequence: SubprocessOutputSequence.StringSequence<UTF8>) {
            iterator = sequence.makeAsyncIterator()
        }

        /// - Returns: `nil` once the process has ended.
        func next() async throws -> String? {
            guard let line = try await iterator.next() else { return nil }
            return line.last?.isNewline == true ? String(line.dropLast()) : line
        }
    }

    /// Runs kcat to its end.
    static func run(_ arguments: [String], input: String = "") async throws -> [String] {
        let result = try await Subprocess.run(
            .name("kcat"), arguments: .init(arguments), input: .string(input),
            output: .string(limit: 4 << 20), error: .combinedWithOutput)
        return result.standardOutput.split(separator: "\n").map(String.init)
    }

    /// Runs kcat for the time of `body`, and kills it then if it has not ended by itself.
    static func with(_ arguments: [String], _ body: (Lines) async throws -> Void) async throws {
        _ = try await Subprocess.run(
            .name("kcat"), arguments: .init(arguments), input: .none, output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            try await body(Lines(execution.standardOutput.strings()))
        }
    }
}
