#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A value behind a lock, with a condition to wait for a change of it.
///
/// `@unchecked Sendable`: `value` is read and written only while `mutex` is held, and mutex and condition
/// live at fixed addresses from `init` to `deinit`. A pthread condition, since librdkafka's blocking callers
/// have to sleep until its threads report something.
final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        #if !canImport(Darwin)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Changes the value and wakes everybody who waits for a change.
    func update(_ body: (inout Value) -> Void) {
        pthread_mutex_lock(mutex)
        body(&value)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Blocks until `isTrue` holds, at most for `timeout`. It is evaluated with the lock held, once at first
    /// and again after every `update`.
    /// - Returns: whether it held.
    func wait(timeout: Duration, until isTrue: (inout Value) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + timeout
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isTrue(&value) {
            let remaining = deadline - ContinuousClock.now
            if remaining <= .zero { return false }
            waitForUpdate(remaining)
        }
        return true
    }

    private func waitForUpdate(_ duration: Duration) {
        // An hour at most: far future dates overflow a timespec, and the caller loops anyway.
        let (seconds, attoseconds) = min(duration, .seconds(3600)).components
        #if canImport(Darwin)
            var relative = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            pthread_cond_timedwait_relative_np(condition, mutex, &relative)
        #else
            var until = timespec()
            clock_gettime(CLOCK_MONOTONIC, &until)
            until.tv_sec += Int(seconds)
            until.tv_nsec += Int(attoseconds / 1_000_000_000)
            if until.tv_nsec >= 1_000_000_000 {
                until.tv_sec += 1
                until.tv_nsec -= 1_000_000_000
            }
            pthread_cond_timedwait(condition, mutex, &until)
        #endif
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, within what librdkafka takes.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        if seconds >= 2_000_000 { return 2_000_000_000 }
        if seconds < 0 { return 0 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
