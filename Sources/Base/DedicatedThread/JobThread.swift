#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What the operating-system thread of a `DedicatedThread` runs: one job after the other, until the queue is
/// closed.
///
/// It holds the executor only unowned: a strong reference from the thread would keep the executor, and so the
/// thread itself, alive for ever. Whoever has a job pending holds the executor.
///
/// `@unchecked Sendable`: immutable, and handed over once, to the thread that it starts.
final class JobThread: @unchecked Sendable {
    private let name: String
    private let queue: JobQueue
    private let serialExecutor: UnownedSerialExecutor
    private let taskExecutor: UnownedTaskExecutor

    init(
        name: String, queue: JobQueue, serialExecutor: UnownedSerialExecutor,
        taskExecutor: UnownedTaskExecutor
    ) {
        self.name = name
        self.queue = queue
        self.serialExecutor = serialExecutor
        self.taskExecutor = taskExecutor
    }

    /// Starts the thread, detached. Signals are left to the main thread, so that none interrupts a C library.
    func start() {
        var everySignal = sigset_t()
        var previous = sigset_t()
        sigfillset(&everySignal)
        pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                #if canImport(Darwin)
                    let jobThread = Unmanaged<JobThread>.fromOpaque(context).takeRetainedValue()
                #else
                    guard let context else { return nil }
                    let jobThread = Unmanaged<JobThread>.fromOpaque(context).takeRetainedValue()
                #endif
                jobThread.main()
                return nil
            }, context)
        // EAGAIN: the process is out of threads. There is nothing to run on, and no caller can go on without.
        precondition(status == 0, "pthread_create: \(String(cString: strerror(status)))")
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    private func main() {
        #if canImport(Darwin)
            pthread_setname_np(name)
        #else
            // pthread_setname_np is behind _GNU_SOURCE, which Swift's Glibc module does not set.
            let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            if file >= 0 {
                _ = write(file, name, name.utf8.count)
                close(file)
            }
        #endif
        while let job = queue.next() {
            job.runSynchronously(isolatedTo: serialExecutor, taskExecutor: taskExecutor)
        }
    }
}
