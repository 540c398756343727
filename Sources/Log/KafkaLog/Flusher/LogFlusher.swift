internal import DedicatedThread

/// Group commit: one thread that writes the appends of all partitions and makes them durable together.
///
/// It takes everything that is waiting, writes it, completes what only wanted to be written, syncs each file
/// that changed once, completes the rest, and starts again. While a sync runs, more appends gather: the
/// slower the disk, the larger the groups. What nobody waits for (`.written`) is synced all the same, so the
/// high watermark follows by itself.
///
/// Appends to one partition are written in the order in which they were handed over, and those of one
/// acknowledgement are completed in it.
package final class LogFlusher: Sendable {
    /// When an append counts as done.
    package enum Acknowledgement: Sendable {
        /// Once it is written: a crash of the machine can take it back (`acks=1`, and 0).
        case written
        /// Once it is on disk (`acks=all`).
        case synced
    }

    package typealias Completion = @Sendable (Result<AppendResult, LogError>) -> Void

    private let queue: FlushQueue
    private let loop: Task<Void, Never>

    /// Starts the thread.
    /// - Parameter queueBytes: so much may wait; one larger append is taken when nothing else waits.
    /// - Parameter queueAppends: so many may wait.
    /// - Parameter clock: the time in milliseconds since 1970.
    /// - Parameter highWatermarkMoved: called on the flusher's thread when consumers can see more, after the
    ///   completions of that partition's appends; must not block.
    package init(
        queueBytes: Int = 64 << 20, queueAppends: Int = 16_384, clock: @escaping @Sendable () -> Int64,
        highWatermarkMoved: @escaping @Sendable (PartitionLog) -> Void
    ) {
        let queue = FlushQueue(maximumBytes: queueBytes, maximumCount: queueAppends)
        self.queue = queue
        loop = Task(executorPreference: DedicatedThread(name: "log-flusher")) {
            let round = FlushRound(clock: clock, highWatermarkMoved: highWatermarkMoved)
            while let appends = queue.takeAll() { round.run(appends) }
        }
    }

    deinit { queue.close() }

    /// Hands over batches; returns at once.
    /// - Parameter batches: as for `PartitionLog.append`.
    /// - Parameter completion: called once, on the flusher's thread; must not block.
    /// - Throws: `queueFull` or `closed`; then nothing was taken, and `completion` is not called.
    package func append(
        _ batches: consuming [UInt8], to log: PartitionLog, leaderEpoch: Int32 = 0,
        acknowledge: Acknowledgement, completion: @escaping Completion
    ) throws(LogError) {
        try queue.add(
            QueuedAppend(
                batches: batches, log: log, leaderEpoch: leaderEpoch, acknowledgement: acknowledge,
                completion: completion))
    }

    /// What waits now: for a status line, and to hold back producers before the queue is full.
    package var waiting: (bytes: Int, appends: Int) { queue.waiting }

    /// Refuses new appends, finishes those that wait, and ends the thread.
    package func close() async {
        queue.close()
        await loop.value
    }
}

/// One append on its way to the disk.
struct QueuedAppend: Sendable {
    var batches: [UInt8]
    let log: PartitionLog
    let leaderEpoch: Int32
    let acknowledgement: LogFlusher.Acknowledgement
    let completion: LogFlusher.Completion
}
