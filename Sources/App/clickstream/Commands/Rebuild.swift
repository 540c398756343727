import ArgumentParser
import ClickStore

struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes rollups, sessions and users anew from user_clicks.",
        discussion: """
            Works out what clicks_by_minute, clicks_by_hour, clicks_by_day, sessions, users and user_days should hold, \
            and writes the rows that do not, in one transaction. That is for after clicks were deleted or changed by \
            hand, or when clickstream verify finds differences. Where there are none, nothing is written.

            A sink may run. It waits meanwhile, some seconds for 100,000 clicks, and goes on by itself; nothing is \
            lost or counted twice. Where it waits for more than five minutes its consumer group gives its partitions \
            away until it is back. Who reads sees the old figures until the new ones are there.

            Retention keeps figures by hour and day of the days that it has dropped: they stay as they are, and so does \
            what visits that went on beyond such a day, and their users, have from there.

            Without --yes it first looks, says what differs, and asks.

            Examples:
              clickstream rebuild --dry-run
              clickstream rebuild --yes
            """)

    @Flag(help: "Show what differs, and change nothing.")
    var dryRun = false
    @Flag(help: "Do not ask.")
    var yes = false
    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    /// What is printed with --json.
    private struct Document: Encodable {
        struct Table: Encodable {
            let table: String
            let written: Int64
            let removed: Int64
        }

        let tables: [Table]
    }

    func validate() throws {
        if dryRun && yes {
            throw ValidationError("--dry-run changes nothing, so there is nothing to say --yes to.")
        }
        if json && !dryRun && !yes { throw ValidationError("--json does not ask: add --yes or --dry-run.") }
    }

    func run() async throws {
        if !dryRun && !yes && !Confirmation.isPossible {
            throw UsageError("There is nobody to ask: add --yes to rebuild, or --dry-run to look.")
        }
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, database))
        if !yes {
            let report = try await look(settings, terminal)
            if dryRun || report.isExact { return }
            let rows =
                report.different == 0
                ? "the row of rollup_progress" : "\(Format.count(report.different)) rows"
            // Nothing runs meanwhile: Ctrl-C is an answer too.
            guard await Confirmation.ask("Write or remove \(rows)? A running sink waits meanwhile.")
            else {
                StandardStreams.print("Nothing was changed.")
                throw ExitCode(1)
            }
        }
        let stack = try await Stack.open(settings, needs: .storedClicks, terminal: terminal)
        terminal.print(
            "Rebuilding, which takes some seconds for 100,000 clicks. Until it is done nothing is changed.")
        tell(
            try await stack.run {
                try await stack.migrate()
                return try await CancellableSession.run(stack.server, name: "rebuild") { connection, _ in
                    try AggregateRebuild.run(connection)
                }
            })
    }

    // MARK: -

    private func look(_ settings: Settings, _ terminal: Terminal) async throws -> AggregateReport {
        let stack = try await Stack.open(settings, needs: .storedClicks, terminal: terminal)
        let report = try await stack.run {
            try await stack.checkTables()
            return try await CancellableSession.run(stack.server, name: "rebuild") { connection, _ in
                try AggregateAudit.begin(connection)
                return try AggregateAudit.run(connection)
            }
        }
        let output = AggregateOutput(report)
        if json {
            JSONOutput.print(output.document)
            return report
        }
        output.printText()
        if report.isExact {
            StandardStreams.print("All is what the clicks say: there is nothing to rebuild.")
        } else if dryRun {
            StandardStreams.print("\(Format.count(report.different)) rows would be written or removed.")
        }
        return report
    }

    private func tell(_ tables: [AggregateRebuild.Table]) {
        if json {
            return JSONOutput.print(
                Document(
                    tables: tables.map {
                        Document.Table(table: $0.name, written: $0.written, removed: $0.removed)
                    }))
        }
        var table = TextTable(["aggregate", "rows written", "rows removed"])
        for one in tables { table.add([one.name, Format.count(one.written), Format.count(one.removed)]) }
        for line in table.lines { StandardStreams.print(line) }
        let changed = tables.reduce(0) { $0 + $1.written + $1.removed }
        StandardStreams.print(
            changed == 0
                ? "All was what the clicks say: nothing was changed."
                : "Rebuilt: all is what the clicks say. Check it with: clickstream verify")
    }
}
