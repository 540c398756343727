internal import KafkaClient

/// One search: reads window by window, step by step, and stops at its limits.
struct SearchRun: Sendable {
    /// Why a search ended.
    enum End: String, Sendable {
        case allRead, enoughFound, enoughRead, enoughHeld, timeUp
    }

    /// What a step found, and how far the search has come.
    struct Progress: Sendable {
        var found: [ConsoleRecord] = []
        var scanned: Int64 = 0
        var total: Int64
        var bytes: Int64 = 0
        /// The latest time among the records that were found.
        var lastTime: Int64 = 0
        var errors: [String] = []
        /// `nil` where it goes on.
        var end: End?
    }

    private let filter: SearchFilter
    private let results: Int
    private let isNewestFirst: Bool
    private let mostScanned: Int64
    private let deadline: ContinuousClock.Instant
    private var windows: SearchWindows
    private var progress: Progress
    /// Bytes of what is found in a window and cannot be told yet.
    private static let room = 24 * 1024 * 1024
    private var isOpen = false
    private var count = 0
    /// Found in this window, and not told yet.
    private var held: [ConsoleRecord] = []

    init(
        _ spans: [OffsetSpan], _ filter: SearchFilter, results: Int, isNewestFirst: Bool,
        mostScanned: Int64 = 5_000_000, patience: Duration = .seconds(60)
    ) {
        self.filter = filter
        self.results = results
        self.isNewestFirst = isNewestFirst
        self.mostScanned = mostScanned
        deadline = .now + patience
        windows = SearchWindows(spans, isNewestFirst: isNewestFirst)
        progress = Progress(total: spans.reduce(0) { $0 + $1.count })
    }

    /// Goes on for a moment.
    /// - Returns: `nil` after the end was told.
    mutating func next(on reader: RecordReader) async throws -> Progress? {
        if progress.end != nil { return nil }
        progress.found = []
        progress.errors = []
        if !isOpen {
            guard let window = windows.next() else {
                progress.end = .allRead
                return progress
            }
            try await reader.open(window, valueLimit: ConsoleRecord.shortLimit)
            isOpen = true
        }
        let filter = filter
        let step = try await reader.step(upTo: 5000) { filter.matches($0) }
        isOpen = !step.isDone
        progress.scanned += Int64(step.scanned)
        progress.bytes += Int64(step.bytes)
        progress.errors = step.errors.map(\.description)
        held += step.records
        if held.count > 4 * results { held = best(held, results) }
        if held.reduce(0, { $0 + $1.size }) > Self.room { progress.end = .enoughHeld }
        let isLimited = reachedLimit()
        if isLimited || !isNewestFirst || step.isDone { release() }
        return progress
    }

    private mutating func reachedLimit() -> Bool {
        if ContinuousClock.now >= deadline { progress.end = .timeUp }
        if progress.scanned >= mostScanned { progress.end = .enoughRead }
        return progress.end != nil
    }

    /// Tells what is held: in a search for the newest not before its window is read, since the newest of a
    /// window come last.
    private mutating func release() {
        progress.found = best(held, results - count)
        progress.lastTime = max(progress.lastTime, progress.found.map(\.timestamp).max() ?? 0)
        held = []
        count += progress.found.count
        if count >= results { progress.end = .enoughFound }
    }

    private func best(_ found: [ConsoleRecord], _ limit: Int) -> [ConsoleRecord] {
        let sorted = found.sorted {
            isNewestFirst
                ? ($0.timestamp, $0.offset) > ($1.timestamp, $1.offset)
                : ($0.timestamp, $0.offset) < ($1.timestamp, $1.offset)
        }
        return Array(sorted.prefix(max(0, limit)))
    }
}
