/// Makes a consumer's blocked `poll` return at once, or its next one where none is under way. From any
/// thread, also after the consumer is closed.
package final class KafkaConsumerWaker: Sendable {
    private let queue: Monitor<QueueHandle?>

    init(_ queue: QueueHandle) {
        self.queue = Monitor(queue)
    }

    package func wake() {
        queue.withLock { $0?.wake() }
    }

    /// Lets the client go: a waker that somebody keeps must not keep it alive.
    func invalidate() {
        queue.withLock { $0 = nil }
    }
}
