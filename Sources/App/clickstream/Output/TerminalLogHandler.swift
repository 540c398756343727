import Logging

/// Log lines for a person: time, level where it matters, message, metadata. Goes through `Terminal`, so that
/// the status line stays below.
struct TerminalLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let terminal: Terminal

    init(level: Logger.Level, terminal: Terminal) {
        logLevel = level
        self.terminal = terminal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(TimeOfDay.now()) "
        switch event.level {
        case .warning: line += "warning: "
        case .error, .critical: line += "error: "
        case .info, .notice: break
        case .debug, .trace: line += "\(event.level): "
        }
        line += "\(event.message)"
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        if !all.isEmpty {
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            line += " (\(pairs.joined(separator: ", ")))"
        }
        // It may quote what somebody else wrote.
        terminal.print(PrintableText.escapedLines(line))
    }
}
