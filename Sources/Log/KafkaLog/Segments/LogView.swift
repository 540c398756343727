/// What readers see of a log. The writer changes it under its lock, in one step for every change.
struct LogView: Sendable {
    var startOffset: Int64
    /// Everything before it is durable, and lies in the sealed segments or in the active one's durable bytes.
    var highWatermark: Int64
    var endOffset: Int64
    /// Ascending, without gaps; the active segment follows.
    var sealed: [SealedSegment]
    var active: ActiveSegment
    /// The sealed segment that was read last: a consumer that works through one need not open it each time.
    var lastOpened: OpenSegment?
    /// The writer's, as of the end.
    var transactions = TransactionTable()
    /// The closed segments with aborted transactions, in their order.
    var abortedSpans: [AbortedFile.Span] = []
    var isClosed = false

    /// What lies before it is decided: committed, or known to be aborted.
    var lastStableOffset: Int64 {
        max(startOffset, min(highWatermark, transactions.firstOpenOffset ?? highWatermark))
    }

    var aborted: AbortedTransactions { AbortedTransactions(active: transactions, spans: abortedSpans) }

    var byteCount: Int64 { sealed.reduce(active.byteCount) { $0 + $1.byteCount } }

    func sealedSegment(containing offset: Int64) -> SealedSegment? {
        var low = 0
        var high = sealed.count
        while low < high {
            let middle = (low + high) / 2
            if sealed[middle].endOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return low < sealed.count && sealed[low].baseOffset <= offset ? sealed[low] : nil
    }
}

/// The segment that is being written.
struct ActiveSegment: Sendable {
    let file: any LogFile
    /// What was written. The file may be longer while a write is under way or after one that failed.
    var byteCount: Int64
    /// What is known to be on disk; where the high watermark is.
    var durableBytes: Int64
    var index: IndexBuilder
    /// The index's newest timestamp as of `durableBytes`.
    var durableMaxTimestamp: Int64
    /// The newest timestamp of the first batch: the segment's age counts from it.
    var firstTimestamp: Int64?

    var baseOffset: Int64 { index.baseOffset }
}
