import ClickSink

/// Measures every extent, prints a table, and holds it against the limits.
struct Check {
    let limits: Limits

    /// - Throws: `Failure` where a limit is passed.
    func run() async throws {
        let valgrind = try await Valgrind()
        var complaints: [String] = []
        print(Self.row("per event", "instructions", "limit", "allocations", "limit"))
        for extent in HotPath.Extent.allCases {
            let instructions = try await perEvent {
                try await valgrind.instructions(extent, transactions: $0)
            }
            let allocations = try await perEvent { try await valgrind.allocations(extent, transactions: $0) }
            guard let limit = limits.limit(extent) else {
                print(
                    Self.row(
                        extent.rawValue, Self.text(instructions, decimals: 1), "-",
                        Self.text(allocations, decimals: 4), "-"))
                complaints.append(
                    "\"\(extent.rawValue)\" has no limit on \(Limits.processor): add what was measured, and a little."
                )
                continue
            }
            print(
                Self.row(
                    extent.rawValue, Self.text(instructions, decimals: 1),
                    Self.text(limit.instructionsPerEvent, decimals: 0), Self.text(allocations, decimals: 4),
                    Self.text(limit.allocationsPerEvent, decimals: 4)))
            if instructions > limit.instructionsPerEvent {
                complaints.append(
                    "\"\(extent.rawValue)\" takes \(Self.text(instructions, decimals: 1)) instructions an event,"
                        + " more than \(Self.text(limit.instructionsPerEvent, decimals: 0)).")
            }
            if allocations > limit.allocationsPerEvent {
                complaints.append(
                    "\"\(extent.rawValue)\" makes \(Self.text(allocations, decimals: 4)) allocations an event,"
                        + " more than \(Self.text(limit.allocationsPerEvent, decimals: 4)).")
            }
        }
        guard complaints.isEmpty else { throw Failure(code: 1, complaints.joined(separator: " ") + advice) }
    }

    private var advice: String {
        " Find what was added with valgrind --tool=callgrind and callgrind_annotate (docs/decisions/"
            + "0009-hot-path-counted.md says how) and make it cheaper; where it is worth its price, raise the"
            + " limit in \(limits.file) and say why in the commit."
    }

    /// The difference between N events and 2 N, so that the start of the process does not count.
    private func perEvent(
        _ measure: @Sendable (Int) async throws -> Int
    ) async throws -> Double {
        let (once, twice) = (try await measure(1), try await measure(2))
        return Double(twice - once) / Double(Feed.events)
    }

    private static func row(_ cells: String...) -> String {
        cells.enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(0, (index == 0 ? 10 : 14) - cell.count))
            return index == 0 ? cell + space : space + cell
        }.joined()
    }

    /// Not in the form of any language.
    private static func text(_ value: Double, decimals: Int) -> String {
        var factor = 1
        for _ in 0..<decimals { factor *= 10 }
        let scaled = Int((abs(value) * Double(factor)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(factor + scaled % factor).dropFirst()
        return "\(sign)\(scaled / factor).\(fraction)"
    }
}
