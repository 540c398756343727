/// Every bound of a sink worker, with the reason for its size.
package struct SinkLimits: Sendable {
    /// Records in one transaction; workers share them, and so the memory for them. A transaction writes each
    /// page, product and visit that it touches once, however many clicks they got, so a backlog is worth
    /// large ones; these take two seconds.
    package var batchRecords = 80_000
    /// Bytes handed to libpq at a time. The server works on one piece while the next is decoded.
    package var copyChunkBytes = 64 * 1024
    /// Bytes of one statement that adds to rollups or sessions (users come in one, whatever its size, to be
    /// locked in one order): some thousand rows, so that what a statement costs by itself does not count,
    /// and the memory for it does not either.
    package var aggregateChunkBytes = 1024 * 1024
    /// Bytes of rejected records in one transaction. They are held until the clicks are through.
    package var rejectedBytes = 4 * 1024 * 1024
    /// Records in one transaction once PostgreSQL has refused `refusalsBeforeSmallBatches` rows of one batch:
    /// each further refusal then costs a small batch, not a large one.
    package var smallBatchRecords = 256
    package var refusalsBeforeSmallBatches = 3
    /// How often the days of one batch are made anew. They can be missing again only if somebody drops them
    /// at the same time, or made a table in their place that does not fit.
    package var missingDayRounds = 3
    /// How often a batch is done again after a deadlock, or since a rebuild has made what the sink
    /// remembers wrong.
    package var repetitions = 5
    /// Batches after a deadlock that take their sessions in one order, as nobody remembers any.
    package var batchesAfterDeadlock = 100
    /// Batches that go straight to the slow road after one that held duplicates, before the fast one is tried
    /// again.
    package var batchesAfterDuplicates = 8
    /// Batches that are stored without a notice after PostgreSQL had no room for one.
    package var batchesWithoutNotice = 100
    /// How often the consumer group learns how far the sink is. Each time costs the broker an fsync.
    package var groupCommitInterval = Duration.seconds(1)
    /// Records in one batch from which on the sink asks the broker how far behind it is: a fraction of a
    /// millisecond, in a batch of some hundred.
    package var recordsFarBehind = 10_000
    /// How often the broker is asked at most.
    package var lagInterval = Duration.milliseconds(100)
    /// The longest wait for a record; only bounds how late a lost wake-up would be noticed.
    package var idleWait = Duration.seconds(1)

    /// The same while it is watched for the end of the work.
    package var drainingWait = Duration.milliseconds(100)

    package init() {}
}
