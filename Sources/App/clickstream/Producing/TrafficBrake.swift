import ClickSink

/// Keeps traffic at full speed within reach of the sink that stores it: on one machine both live on the same
/// cores, and clicks that only wait in the log would take the time of those that could be stored. Where
/// PostgreSQL does not answer, traffic waits with it.
struct TrafficBrake {
    /// Records that the sink may be behind: enough for the batch that it writes, and for what it has fetched
    /// by the end of that.
    static let mostBehind: Int64 = 80_000

    private let telemetry: SinkTelemetry
    private var changes: AsyncStream<Void>.Iterator
    /// How often the sink had told of its lag when `allowance` was last made.
    private var tellings = 0
    /// Records that may go out before the sink tells anew how far it is.
    private var allowance = Self.mostBehind

    init(_ telemetry: SinkTelemetry) {
        self.telemetry = telemetry
        changes = telemetry.followLag().makeAsyncIterator()
    }

    /// Returns once so many records may go out, or when `SinkTelemetry.endFollowing` says that nobody waits
    /// any more.
    /// - Parameter inFlight: records that are on their way to the log, of which the sink knows nothing.
    mutating func wait(for count: Int64, inFlight: () -> Int) async {
        // Also with some left: what is told now is of little use later, when more has gone out.
        hear(inFlight)
        while allowance < count {
            guard await changes.next() != nil else { return }
            hear(inFlight)
        }
        allowance -= count
    }

    private mutating func hear(_ inFlight: () -> Int) {
        let told = telemetry.toldLag
        guard told.tellings != tellings else { return }
        tellings = told.tellings
        allowance = max(0, Self.mostBehind - told.records - Int64(inFlight()))
    }
}
