/// One operating-system thread that runs Swift tasks, for code that blocks.
///
/// C libraries such as libpq and librdkafka block their caller. On Swift's cooperative pool, which has one
/// thread a core, a few such calls stop every other task. A task that prefers this executor runs here
/// instead:
///
///     let thread = DedicatedThread(name: "sink-0")
///     try await thread.run { try await worker.run() }
///
/// Jobs run one at a time, in the order in which they were enqueued. The thread ends when the last reference
/// to the executor is gone; jobs that were enqueued before that still run.
package final class DedicatedThread: TaskExecutor, SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread.
    /// - Parameter name: what `top -H` and a debugger show; cut to 15 bytes, as Linux demands.
    package init(name: String) {
        let jobThread = JobThread(
            name: String(decoding: name.utf8.prefix(15), as: UTF8.self), queue: queue,
            serialExecutor: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        jobThread.start()
    }

    deinit { queue.close() }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job))
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Runs `body`, and every nonisolated asynchronous function that it calls, on this thread.
    package func run<Result: Sendable, Failure: Error>(
        _ body: @Sendable () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await withTaskExecutorPreference(self, operation: body)
    }
}
