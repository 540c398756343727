internal import ClickStore
internal import DedicatedThread
internal import Logging
internal import PostgresClient
internal import Synchronization

/// Hears of every commit by LISTEN and tells the hub, on a thread of its own. Commits that come faster than
/// ten a second share an event, so that one is on its way within a tenth of a second plus a query.
final class ClickFeed: Sendable {
    private static let pauseMilliseconds = 100
    private static let retryMilliseconds = 1000
    /// An event without news keeps proxies and browsers from giving the connection up.
    static let beatMilliseconds = 15_000

    private let server: any PostgresServer
    private let hub: EventHub
    private let masks: MaskingRules
    private let logger: Logger
    private let wakeUp: WakeUp
    private let beatMilliseconds: Int
    private let isStopped = Atomic(false)
    /// Somebody has come who wants to see the latest.
    private let isAsked = Atomic(false)

    init(
        server: any PostgresServer, hub: EventHub, masks: MaskingRules, logger: Logger,
        beatMilliseconds: Int = ClickFeed.beatMilliseconds
    ) throws {
        self.beatMilliseconds = beatMilliseconds
        self.server = server
        self.hub = hub
        self.masks = masks
        self.logger = logger
        wakeUp = try WakeUp()
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        wakeUp.wake()
    }

    /// Asks for an event now, for somebody who has just come.
    func refresh() {
        isAsked.store(true, ordering: .releasing)
        wakeUp.wake()
    }

    /// Runs until `stop`, through every outage of the database.
    func run() async {
        let thread = DedicatedThread(name: "console-feed")
        await thread.run {
            while !self.isStopped.load(ordering: .relaxed) {
                do {
                    let connection = try PostgresConnection.connect(try await self.server.ready())
                    defer { connection.close() }
                    try self.follow(connection)
                } catch {
                    self.logger.debug(
                        "The console does not hear of commits", metadata: ["reason": "\(error)"])
                    self.hub.send(.outage)
                    self.wakeUp.wait(milliseconds: Self.retryMilliseconds)
                }
            }
        }
    }

    private func follow(_ connection: PostgresConnection) throws {
        try ReadOnly.enter(connection)
        try connection.listen(to: CommitNotice.channel)
        hub.send(.clicks(try FeedQuery.json(connection), masks))
        var lastEvent = ContinuousClock.now
        while !isStopped.load(ordering: .relaxed) {
            let heard = try connection.notifications(within: beatMilliseconds, wakeUp: wakeUp)
            if isStopped.load(ordering: .relaxed) { return }
            if hub.isEmpty { continue }
            if !isAsked.exchange(false, ordering: .acquiring), heard.isEmpty {
                hub.send(.beat)
                continue
            }
            let sinceLast = ContinuousClock.now - lastEvent
            let pause = .milliseconds(Self.pauseMilliseconds) - sinceLast
            if pause > .zero { wakeUp.wait(milliseconds: Int(pause / .milliseconds(1)) + 1) }
            hub.send(.clicks(try FeedQuery.json(connection), masks))
            lastEvent = .now
        }
    }
}
