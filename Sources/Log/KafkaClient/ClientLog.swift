internal import Logging
internal import Synchronization

/// librdkafka's log as ours: levels mapped, prefixes cut, and repetitions of an outage at debug level only.
/// From any thread.
final class ClientLog: Sendable {
    let logger: Logger
    /// What brokers know; heard only where `debug=feature` is set.
    let requests = BrokerRequests()
    private let isQuiet: Bool
    private let repetition = Monitor(LogRepetition())
    private let hasTrouble = Atomic<Bool>(false)
    private let brokerFailure = Monitor<String?>(nil)

    /// - Parameter isQuiet: everything at debug level, for a client whose calls return their errors anyway.
    init(_ logger: Logger, isQuiet: Bool = false) {
        self.logger = logger
        self.isQuiet = isQuiet
    }

    /// The last reason why a broker could not be reached: "Connect to ipv4#127.0.0.1:1 failed: Connection
    /// refused". It says more than the time-out that a caller gets.
    var lastBrokerFailure: String? { brokerFailure.withLock { $0 } }

    /// A line from librdkafka.
    /// - Parameters:
    ///   - level: as in syslog, 0 (emergency) to 7 (debug).
    ///   - facility: such as `FAIL` or `CONFWARN`.
    func line(level: Int32, facility: String, text: String) {
        let text = Self.withoutThread(text)
        if facility == "APIVERSION" { return requests.hear(text) }
        if facility == "FAIL" { brokerFailed(text) }
        // One list of properties serves producers and consumers, and each warns of the other's.
        if facility == "CONFWARN", text.contains("will be ignored by this") { return }
        let level = Self.level(ofSyslog: level)
        // A failed connection comes as an error, too, and is told once, by that.
        let isTold = !isQuiet && facility != "FAIL" && (level < .notice || isNew("\(facility) \(text)"))
        logger.log(
            level: isTold ? level : .debug, "Kafka client: \(text)", metadata: ["facility": "\(facility)"])
    }

    /// An error that librdkafka goes on working on.
    func error(_ error: KafkaError) {
        hasTrouble.store(true, ordering: .relaxed)
        let isTold = !isQuiet && isNew(error.description)
        logger.log(level: isTold ? .warning : .debug, "\(error.description)")
    }

    /// Something worked. Cheap while nothing was wrong.
    func success() {
        guard hasTrouble.load(ordering: .relaxed) else { return }
        hasTrouble.store(false, ordering: .relaxed)
        brokerFailure.withLock { $0 = nil }
        if repetition.withLock({ $0.reset() }) { logger.notice("Kafka answers again.") }
    }

    /// What came of a commit; `nil` for success.
    func committed(_ error: KafkaError?) {
        guard let error else { return }
        logger.debug("\(error.description)")
    }

    private func brokerFailed(_ text: String) {
        brokerFailure.withLock { $0 = Self.reason(of: text) }
        hasTrouble.store(true, ordering: .relaxed)
    }

    private func isNew(_ line: String) -> Bool {
        repetition.withLock { $0.isNew(line) }
    }

    /// "[thrd:127.0.0.1:9092/bootstrap]: text" without the thread.
    static func withoutThread(_ text: String) -> String {
        guard text.hasPrefix("[thrd:"), let end = text.firstRange(of: "]: ") else { return text }
        return String(text[end.upperBound...])
    }

    /// "127.0.0.1:9092/1: Connect to ... failed: Connection refused (after 0ms in state CONNECT)" without the
    /// broker and the time.
    static func reason(of text: String) -> String {
        var reason = text[...]
        if let bracket = reason.firstRange(of: " (after ") { reason = reason[..<bracket.lowerBound] }
        if let broker = reason.firstRange(of: ": "), reason[..<broker.lowerBound].contains("/") {
            reason = reason[broker.upperBound...]
        }
        return String(reason)
    }

    static func level(ofSyslog level: Int32) -> Logger.Level {
        switch level {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
