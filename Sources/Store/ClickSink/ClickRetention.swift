internal import ClickStore
internal import DedicatedThread
package import Logging
package import PostgresClient
internal import ServiceLifecycle

/// Drops clicks that are older than some days, at the start and then once an hour.
///
/// A service: `run` returns after a graceful shutdown, and never throws. What goes wrong is logged and tried
/// again, since it is no reason to stop storing clicks.
package struct ClickRetention: Service {
    private let days: Int
    private let server: any PostgresServer
    private let finishesRounds: Bool
    private let interval: Duration
    private let now: @Sendable () -> Int64
    private let logger: Logger

    /// How soon a round comes again that had to wait for somebody else's lock, or failed.
    private static let retry = Backoff(first: .seconds(4), limit: .seconds(300))

    /// - Parameters:
    ///   - days: how many days before today are kept.
    ///   - finishesRounds: a stop waits for the round under way; else only for the day.
    ///   - now: microseconds since 1970.
    package init(
        keeping days: Int, server: any PostgresServer, finishesRounds: Bool = false,
        interval: Duration = .seconds(3600), logger: Logger,
        now: @escaping @Sendable () -> Int64 = { WallClock.microseconds() }
    ) {
        self.days = days
        self.server = server
        self.finishesRounds = finishesRounds
        self.interval = interval
        self.logger = logger
        self.now = now
    }

    package func run() async throws {
        let thread = DedicatedThread(name: "retention")
        let stop = StopRequest()
        var retry = Self.retry
        var randomness = SystemRandomNumberGenerator()
        await withTaskCancellationOrGracefulShutdownHandler {
            repeat {
                let isDone = await thread.run { await round(stop) }
                if isDone { retry = Self.retry }
                await Self.rest(isDone ? interval : min(interval, retry.next(using: &randomness)))
            } while !stop.isRequested
        } onCancelOrGracefulShutdown: {
            stop.request()
        }
    }

    /// - Returns: whether there is nothing left to do for now.
    private func round(_ stop: StopRequest) async -> Bool {
        do {
            let connection = try PostgresConnection.connect(try await server.ready())
            defer { connection.close() }
            var round = RetentionRound(connection) { stop.isRequested && !finishesRounds }
            defer { tell(round.report) }
            try round.run(keeping: days, now: now())
            return true
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            logger.info(
                "Old clicks cannot be dropped while a query on them runs on; trying again soon",
                metadata: ["days": "\(days)"])
        } catch {
            logger.warning("Old clicks could not be dropped; trying again", metadata: ["reason": "\(error)"])
        }
        return false
    }

    private func tell(_ report: RetentionRound.Report) {
        if report.isEmpty { return }
        var metadata: Logger.Metadata = [
            "clicks": "\(report.clicks)", "rejections": "\(report.rejections)",
        ]
        if report.otherRows > 0 { metadata["other rows"] = "\(report.otherRows)" }
        if let first = report.days.first, let last = report.days.last {
            metadata["days"] = "\(report.days.count) (\(first.date) to \(last.date))"
        }
        logger.info("Dropped what is older than \(days == 1 ? "1 day" : "\(days) days")", metadata: metadata)
    }

    /// Waits, or until a stop is requested.
    private static func rest(_ pause: Duration) async {
        await cancelWhenGracefulShutdown {
            try? await Task.sleep(for: pause)
        }
    }
}
