import ServiceLifecycle

/// The live line of a command that produces. Once a second on a terminal, every ten seconds elsewhere.
struct ProducerStatus: Service {
    let telemetry: ProducerTelemetry
    let terminal: Terminal
    private let start = ContinuousClock.now

    init(telemetry: ProducerTelemetry, terminal: Terminal) {
        self.telemetry = telemetry
        self.terminal = terminal
    }

    private struct Document: Encodable {
        var produced: Int64
        var failed: Int64
        var seconds: Double
    }

    func run() async throws {
        let interval = Duration.seconds(terminal.isInteractive ? 1 : 10)
        await cancelWhenGracefulShutdown {
            var before: Int64 = 0
            var time = ContinuousClock.now
            while (try? await ContinuousClock().sleep(for: interval)) != nil {
                let now = telemetry.snapshot
                let seconds = time.duration(to: .now).seconds
                var line = """
                    acknowledged \(Format.rate(Double(now.delivered - before) / seconds))/s  \
                    on the way \(Format.count(now.inFlight))  total \(Format.count(now.delivered))
                    """
                if now.failed > 0 { line += "  failed \(Format.count(now.failed))" }
                if let trouble = now.trouble { line += "  WAITING: \(trouble)" }
                terminal.showStatus(line)
                (before, time) = (now.delivered, .now)
            }
        }
        terminal.endStatus()
    }

    /// What the whole run did.
    func printSummary(json: Bool) {
        let total = telemetry.snapshot
        let seconds = start.duration(to: .now).seconds
        if json {
            JSONOutput.print(Document(produced: total.delivered, failed: total.failed, seconds: seconds))
            return
        }
        terminal.print(
            """
            Done: \(Format.count(total.delivered)) records acknowledged in \(Format.decimal(seconds, places: 1)) s\
            \(total.failed > 0 ? ", \(Format.count(total.failed)) failed" : "").
            """)
    }
}
