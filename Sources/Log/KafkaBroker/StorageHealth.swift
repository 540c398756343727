internal import KafkaLog
internal import Logging
internal import NIOConcurrencyHelpers

/// Says once when writing begins to fail, and once when it works again, however many requests are concerned.
final class StorageHealth: Sendable {
    private let isFailing = NIOLockedValueBox(false)
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// - Parameter failure: `nil` after a success.
    func report(_ failure: LogError?) {
        if let failure, !Self.isOfTheDisk(failure) { return }
        let hasChanged = isFailing.withLockedValue { isFailing in
            defer { isFailing = failure != nil }
            return isFailing != (failure != nil)
        }
        guard hasChanged else { return }
        if let failure {
            logger.error("records cannot be written, and producers are told to try again: \(failure)")
        } else {
            logger.notice("records are written again")
        }
    }

    private static func isOfTheDisk(_ error: LogError) -> Bool {
        switch error {
        case .diskFull, .io, .lostBeforeSync, .corrupt: true
        default: false
        }
    }
}
