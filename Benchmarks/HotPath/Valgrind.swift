import ClickSink
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Counts for this program, run by valgrind's simulated processor: exact, whatever else the machine does.
struct Valgrind {
    private let program: String

    /// - Throws: `Failure` where valgrind or strip is missing.
    init() async throws {
        #if !os(Linux)
            throw Failure(code: 69, "Valgrind counts on Linux only: run this there.")
        #endif
        let own = CommandLine.arguments[0]
        // Valgrind gives up on the debug information of Swift.
        program = own + ".stripped"
        _ = try await Self.output(of: "strip", ["--strip-debug", "-o", program, own])
    }

    /// Instructions until the end of the process.
    func instructions(_ extent: HotPath.Extent, transactions: Int) async throws -> Int {
        try await count(
            ["--tool=callgrind", "--callgrind-out-file=/dev/null"], extent, transactions,
            after: "Collected : ")
    }

    /// Calls of malloc and its like until the end of the process.
    func allocations(_ extent: HotPath.Extent, transactions: Int) async throws -> Int {
        try await count(
            ["--tool=memcheck", "--undef-value-errors=no", "--leak-check=no"], extent, transactions,
            after: "total heap usage: ")
    }

    private func count(
        _ options: [String], _ extent: HotPath.Extent, _ transactions: Int, after label: String
    ) async throws -> Int {
        let output = try await Self.output(
            of: "valgrind", options + [program, "feed", extent.rawValue, "\(transactions)"])
        guard let start = output.firstRange(of: label)?.upperBound,
            let count = Int(output[start...].prefix { $0.isNumber || $0 == "," }.filter { $0 != "," })
        else {
            throw Failure(
                code: 1, "valgrind did not print \"\(label)\", but this; see what it means:\n\(output)")
        }
        return count
    }

    private static func output(of name: String, _ arguments: [String]) async throws -> String {
        let environment = Environment.inherit.updating(["SWIFT_DETERMINISTIC_HASHING": "1"])
        do {
            let result = try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: environment, input: .none,
                output: .string(limit: 1 << 20), error: .combinedWithOutput)
            guard result.terminationStatus.isSuccess else {
                throw Failure(code: 1, "\(name) failed; see why:\n\(result.standardOutput)")
            }
            return result.standardOutput
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(
                code: 69,
                "\(name) cannot be run here (\(error)): install it on Linux (apt install valgrind binutils).")
        }
    }
}
