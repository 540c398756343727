import Foundation
import TestProgram

/// Carries a schedule out over the real program, and sees whether all came through.
struct TortureRun {
    /// How long to go on.
    enum Length {
        case steps(Int)
        case seconds(Double)
    }

    let seed: UInt64
    let length: Length
    private let program: TestProgram
    private let processes: TortureProcesses
    private let clock = ContinuousClock()
    private let journal: TortureJournal

    /// The longest that the system may take to move on after a blow, on a slow machine.
    private static let patience = Duration.seconds(150)

    init(program: TestProgram, seed: UInt64, length: Length, journal: TortureJournal, logDirectory: String?) {
        self.program = program
        self.seed = seed
        self.length = length
        self.journal = journal
        let seconds: Double =
            switch length {
            case .steps(let count): 300 + Double(count) * 60
            case .seconds(let seconds): 600 + seconds
            }
        processes = TortureProcesses(
            program: program, schedule: TortureSchedule(seed: seed), patience: seconds,
            logDirectory: logDirectory)
    }

    /// - Throws: `TortureFailure` with everything that is needed to find out why.
    func run() async throws {
        do {
            try await start()
            try await torment()
            try await finish()
        } catch {
            let failure = TortureFailure(
                seed: seed, reason: "\(error)", journal: journal.text, logs: await processes.lastLines())
            // Whatever still runs would go on, in a directory that is about to be removed.
            _ = await processes.killEverything()
            throw failure
        }
    }

    // MARK: - The course of it

    private func start() async throws {
        let schedule = TortureSchedule(seed: seed)
        journal.note(
            "seed \(seed): \(schedule.workers.count) sinks, "
                + (schedule.sharesBroker ? "any process may serve the broker" : "a broker of its own"))
        try await processes.startBroker()
        for workers in schedule.workers { try await processes.startSink(workers: workers) }
        try await processes.repair()
        try await movesOn(from: [:], by: 1, within: Self.patience)
    }

    private func torment() async throws {
        let start = clock.now
        for (index, step) in TortureSchedule(seed: seed).enumerated() {
            switch length {
            case .steps(let count): if index >= count { return }
            case .seconds(let seconds): if start.duration(to: clock.now) > .seconds(seconds) { return }
            }
            journal.note("step \(index + 1), \(step)")
            await Pause.milliseconds(step.delayMilliseconds)
            let blow = clock.now
            try await carryOut(step.action)
            try await processes.repair()
            journal.note("done, after \(blow.duration(to: clock.now))")
            if let progress = step.progress { try await movesOn(by: progress, within: Self.patience) }
            try await complain()
        }
    }

    private func carryOut(_ action: TortureSchedule.Action) async throws {
        switch action {
        case .killSink(let index, let next):
            await processes.kill(sinkAt: index)
            try await processes.startSink(workers: next)
        case .stopSink(let index, let next):
            await processes.stop(sinkAt: index)
            if let next { try await processes.startSink(workers: next) }
        case .startSink(let workers): try await processes.startSink(workers: workers)
        case .freezeSink(let index): try await freeze(sinkAt: index)
        case .killBroker: await processes.killBroker()
        case .killServer: await processes.killServer()
        case .killEverything:
            let workers = await processes.killEverything()
            for workers in workers { try await processes.startSink(workers: workers) }
        case .terminateConnections:
            // May cut off its own session, or find no server: the next step comes all the same.
            _ = try? await program.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name LIKE 'clickstream%' AND pid <> pg_backend_pid()
                """)
        case .lock(let table, let seconds): try await processes.lock(table, seconds: seconds)
        }
    }

    /// Freezes the first sink, from the given one on, that owns partitions: one that owns none sees nothing.
    private func freeze(sinkAt index: Int) async throws {
        guard let zombie = try await owner(from: index) else {
            return journal.note("no sink owned a partition at that moment")
        }
        kill(zombie, SIGSTOP)
        defer { kill(zombie, SIGCONT) }
        do {
            // The broker may be in the frozen process: then nothing moves until it goes on.
            let isSure = !TortureSchedule(seed: seed).sharesBroker
            try await movesOn(by: 1, owner: zombie, within: isSure ? Self.patience : .seconds(10))
            journal.note("the partitions of process \(zombie) are others' now")
        } catch {
            guard TortureSchedule(seed: seed).sharesBroker else { throw error }
            journal.note("stood still while process \(zombie) was frozen")
        }
    }

    private func owner(from index: Int) async throws -> pid_t? {
        let sinks = await processes.sinkIdentifiers
        // host:process:worker
        let owners = try await program.query("SELECT split_part(owner, ':', 2) FROM sink_offsets")
        let owning = Set(owners.split(separator: "\n").compactMap { pid_t($0) })
        return (sinks[index...] + sinks[..<index]).first { owning.contains($0) }
    }

    private func finish() async throws {
        try await processes.repair()
        try await movesOn(by: 1, within: Self.patience)
        await processes.stopClients()
        let rest = try await program.runOnBroker(["consume", "--until-end", "--json"])
        guard rest.code == 0 else { throw failure("the rest could not be stored: \(rest.errors)") }
        let audit = try await program.verify()
        journal.note("\(audit)")
        guard audit.exact, audit.lag == 0, audit.findingCount == 0 else {
            let report = try await program.runOnBroker(["verify"])
            throw failure("not exact: \(report.output)")
        }
        guard audit.stored > 0, audit.duplicates > 0, audit.rejected > 0 else {
            throw failure("nothing of some kind was stored: \(audit)")
        }
        let differences = try await program.aggregateDifferences()
        guard differences.isEmpty else { throw failure(differences.joined(separator: "\n")) }
        await processes.stopBroker()
        try await complain()
    }

    // MARK: - Moving on

    /// Waits until each partition is stored further than it is now.
    /// - Parameter owner: a process that may own none of them at the end.
    private func movesOn(by count: Int, owner: pid_t? = nil, within limit: Duration) async throws {
        try await movesOn(from: positions(within: limit), by: count, owner: owner, within: limit)
    }

    private func movesOn(
        from positions: [Int: Int], by count: Int, owner: pid_t? = nil, within limit: Duration
    ) async throws {
        let start = clock.now
        let wanted = (0..<4).map { "(\($0), \((positions[$0] ?? 0) + count))" }.joined(separator: ", ")
        let condition = """
            SELECT count(*) = 4 FROM sink_offsets AS o
            JOIN (VALUES \(wanted)) AS w (partition, wanted) ON o.kafka_partition = w.partition
            WHERE o.next_offset >= w.wanted AND split_part(o.owner, ':', 2) <> '\(owner ?? 0)'
            """
        var told = start
        while true {
            try await processes.repair()
            do {
                try await program.wait(until: condition, seconds: 3)
                journal.note("every partition has moved on, after \(start.duration(to: clock.now))")
                return
            } catch {
                guard start.duration(to: clock.now) < limit else {
                    throw failure("not every partition moved on within \(limit): \(error)\n\(await state())")
                }
                if told.duration(to: clock.now) > .seconds(15) {
                    told = clock.now
                    journal.note("still waiting:\n\(await state())")
                }
            }
        }
    }

    private func positions(within limit: Duration) async throws -> [Int: Int] {
        let start = clock.now
        while true {
            do {
                let text = try await program.query("SELECT kafka_partition, next_offset FROM sink_offsets")
                let pairs = text.split(separator: "\n").compactMap { line -> (Int, Int)? in
                    let parts = line.split(separator: "|").compactMap { Int($0) }
                    return parts.count == 2 ? (parts[0], parts[1]) : nil
                }
                return Dictionary(uniqueKeysWithValues: pairs)
            } catch {
                guard start.duration(to: clock.now) < limit else { throw error }
            }
        }
    }

    /// What PostgreSQL and the group say, for a report.
    private func state() async -> String {
        let offsets = try? await program.query("SELECT * FROM sink_offsets ORDER BY kafka_partition")
        let sessions = try? await program.query(
            """
            SELECT pid, application_name, state, wait_event_type, wait_event, now() - xact_start,
                pg_blocking_pids(pid), left(query, 60)
            FROM pg_stat_activity WHERE backend_type = 'client backend'
            """)
        let group = try? await program.runOnBroker(["groups", "describe", "clickstream-sink"])
        return [offsets, sessions, group?.output].compactMap { $0 }.joined(separator: "\n\n")
    }

    private func complain() async throws {
        let complaints = await processes.complaints
        if !complaints.isEmpty { throw failure(complaints.joined(separator: "; ")) }
    }

    private func failure(_ reason: String) -> ProgramError { ProgramError(description: reason) }
}
