internal import CLibrdkafka
internal import DedicatedThread
package import Logging
internal import Synchronization

/// Sends records to Kafka: each once and in order for its partition (`enable.idempotence`), and safe on every
/// in-sync replica before it counts as delivered (`acks=all`).
///
/// A record waits in a bounded queue for as long as brokers are away, and is never given up before `close`,
/// except for an error that waiting does not cure: those are counted in `counters.failed` and told in
/// `lastError`. From any thread.
package final class KafkaProducer: Sendable {
    private let core: ProducerCore

    /// Does not wait for a broker.
    package init(
        _ configuration: KafkaClientConfiguration, options: KafkaProducerOptions = KafkaProducerOptions(),
        logger: Logger
    ) throws(KafkaError) {
        let settings = try ClientSettings(
            configuration,
            defaults: [
                ("enable.idempotence", "true"),
                ("acks", "all"),
                ("message.timeout.ms", "0"),
                ("linger.ms", "\(options.lingerMilliseconds)"),
                ("compression.codec", options.compression),
                ("queue.buffering.max.messages", "\(options.queuedRecords)"),
                ("queue.buffering.max.kbytes", "\(options.queuedKilobytes)"),
                // Java's: so that a key goes to the same partition whichever client sends it.
                ("partitioner", "murmur2_random"),
                // A broker that was just started is found quickly; the limit is for those that stay away.
                ("reconnect.backoff.ms", "50"),
                ("reconnect.backoff.max.ms", "1000"),
                ("topic.metadata.refresh.fast.interval.ms", "50"),
            ], reserved: ["delivery.report.only.error", "transactional.id"])
        settings.withPointer { settings in
            rd_kafka_conf_set_events(settings, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
        }
        let client = try ClientHandle(
            RD_KAFKA_PRODUCER, settings, context: ClientContext(log: ClientLog(logger)),
            operation: "make a Kafka producer")
        let core = ProducerCore(client: client, closeTimeout: options.closeTimeout)
        self.core = core
        Task(executorPreference: DedicatedThread(name: "kafka-producer")) { core.run() }
    }

    /// Lets the thread end on its own: it goes on for what is left to send, as `close` does, but nobody
    /// waits.
    deinit { requestClose() }

    /// Looks up a topic. Does not create it and does not wait.
    package func topic(_ name: String) throws(KafkaError) -> KafkaProducerTopic {
        try KafkaProducerTopic(name, of: core.client)
    }

    /// Hands over a copy of a record; never blocks.
    /// - Parameters:
    ///   - key: decides the partition; a buffer without base address means no key.
    ///   - value: a buffer without base address means a tombstone.
    ///   - timestamp: milliseconds since 1970; 0 for now.
    ///   - partition: for the rare case that the key must not decide.
    /// - Returns: `false` when the queue is full: `waitForRoom`, and try again.
    /// - Throws: what waiting does not cure, such as a record that is too large.
    package func enqueue(
        topic: KafkaProducerTopic, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer,
        timestamp: Int64 = 0, partition: Int32? = nil
    ) throws(KafkaError) -> Bool {
        try enqueue(topic, key, value, timestamp, partition ?? RD_KAFKA_PARTITION_UA, opaque: nil)
    }

    private func enqueue(
        _ topic: KafkaProducerTopic, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
        _ timestamp: Int64, _ partition: Int32, headers: [KafkaRecordHeader] = [],
        opaque: UnsafeMutableRawPointer?
    ) throws(KafkaError) -> Bool {
        core.enqueued.add(1, ordering: .sequentiallyConsistent)
        var code = RD_KAFKA_RESP_ERR__DESTROY
        if !core.isClosing.load(ordering: .sequentiallyConsistent) {
            if !headers.isEmpty {
                let list = HeaderList(headers)
                code = clickstream_rd_kafka_produce_with_headers(
                    core.client.pointer, topic.pointer, partition, key.baseAddress, key.count,
                    value.baseAddress, value.count, timestamp, list.pointer, opaque)
                if code == RD_KAFKA_RESP_ERR_NO_ERROR { list.wasTaken() }
            } else {
                code = clickstream_rd_kafka_produce(
                    core.client.pointer, topic.pointer, partition, key.baseAddress, key.count,
                    value.baseAddress, value.count, timestamp, opaque)
            }
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return true }
        }
        core.enqueued.subtract(1, ordering: .sequentiallyConsistent)
        if code == RD_KAFKA_RESP_ERR__QUEUE_FULL { return false }
        if code == RD_KAFKA_RESP_ERR__DESTROY { throw KafkaError.closed(operation: "send to") }
        throw core.client.error(code, operation: "send to").at(topic: topic.name)
    }

    /// Blocks until about a quarter of what is under way has been acknowledged, so that the next records can
    /// be enqueued in a run. On a thread of the caller's own only.
    /// - Returns: whether there is room; `false` after the time-out and once the producer is closed.
    package func waitForRoom(timeout: Duration) -> Bool {
        let before = core.inFlight
        let enough = before - max(1, before / 4)
        return core.shared.wait(timeout: timeout) { shared in
            shared.hasEnded || core.inFlight <= enough
        } && !core.isClosing.load(ordering: .relaxed)
    }

    /// Sends one record and waits until Kafka has acknowledged it.
    ///
    /// A cancelled task gets an error with `isCancelled` at once; a record that was already handed over is
    /// sent nevertheless.
    /// - Parameters:
    ///   - timestamp: milliseconds since 1970; 0 for now.
    ///   - partition: for the rare case that the key must not decide.
    /// - Returns: where the record is stored.
    package func send(
        topic: KafkaProducerTopic, key: [UInt8]?, value: [UInt8]?, timestamp: Int64 = 0,
        header: KafkaHeader? = nil, headers: [KafkaRecordHeader] = [], partition: Int32? = nil
    ) async throws(KafkaError) -> (partition: Int32, offset: Int64) {
        let own = header.map { [KafkaRecordHeader($0.name, Array($0.value.utf8))] } ?? []
        while true {
            if let outcome = await sendOnce(topic, key, value, timestamp, own + headers, partition) {
                return try outcome.get()
            }
            guard await waitForRoom() else {
                throw Task.isCancelled
                    ? KafkaError.cancelled(operation: "send to").at(topic: topic.name)
                    : KafkaError.closed(operation: "send to").at(topic: topic.name)
            }
        }
    }

    /// - Returns: `nil` when the queue is full.
    private func sendOnce(
        _ topic: KafkaProducerTopic, _ key: [UInt8]?, _ value: [UInt8]?, _ timestamp: Int64,
        _ headers: [KafkaRecordHeader], _ partition: Int32?
    ) async -> ProducerCore.Outcome? {
        let cancelled = KafkaError.cancelled(operation: "send to").at(topic: topic.name)
        let waiting = OneShot<ProducerCore.Outcome?>()
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard waiting.suspend(continuation) else {
                    return continuation.resume(returning: .failure(cancelled))
                }
                let opaque = Unmanaged.passRetained(waiting)
                do throws(KafkaError) {
                    let isEnqueued = try key.withBytes { key throws(KafkaError) in
                        try value.withBytes { value throws(KafkaError) in
                            try enqueue(
                                topic, key, value, timestamp, partition ?? RD_KAFKA_PARTITION_UA,
                                headers: headers, opaque: opaque.toOpaque())
                        }
                    }
                    if isEnqueued { return }
                    opaque.release()
                    waiting.resolve(nil)
                } catch {
                    opaque.release()
                    waiting.resolve(.failure(error))
                }
            }
        } onCancel: {
            waiting.cancel(.failure(cancelled))
        }
    }

    /// Suspends until records were acknowledged.
    /// - Returns: `false` when the task is cancelled or the producer closed.
    private func waitForRoom() async -> Bool {
        let waiting = OneShot<Bool>()
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard waiting.suspend(continuation) else { return continuation.resume(returning: false) }
                core.shared.withLock { shared in
                    if shared.hasEnded {
                        waiting.resolve(false)
                    } else if core.inFlight == 0 {
                        waiting.resolve(true)
                    } else {
                        shared.waiting.append(waiting)
                    }
                }
            }
        } onCancel: {
            waiting.cancel(false)
            core.shared.withLock { shared in shared.waiting.removeAll { $0 === waiting } }
        }
    }

    package var counters: KafkaProducerCounters {
        // Outcomes first: so that a record that is counted twice over time is never more outcome than record.
        let delivered = core.delivered.load(ordering: .acquiring)
        let failed = core.failed.load(ordering: .acquiring)
        return KafkaProducerCounters(
            enqueued: core.enqueued.load(ordering: .acquiring), delivered: delivered, failed: failed)
    }

    /// The latest error of a delivery or a broker; `nil` again once a record was delivered. A fatal one
    /// stays.
    package var lastError: KafkaError? { core.shared.withLock { $0.lastError } }

    /// Blocks until everything that was enqueued before has its outcome.
    /// - Returns: whether that happened within the time.
    package func flush(timeout: Duration) -> Bool {
        rd_kafka_flush(core.client.pointer, timeout.milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR
            && core.inFlight == 0
    }

    /// Takes no more records, sends what is left for up to `closeTimeout`, gives up the rest, and ends the
    /// thread. Blocks until then.
    package func close() {
        requestClose()
        // Sends what lingers.
        rd_kafka_flush(core.client.pointer, core.closeTimeout.milliseconds)
        _ = core.shared.wait(timeout: core.closeTimeout + .seconds(5)) { $0.hasEnded }
    }

    private func requestClose() {
        core.isClosing.store(true, ordering: .sequentiallyConsistent)
        core.queue.wake()
    }
}

extension [UInt8]? {
    /// The bytes, or a buffer without base address where there are none. An empty array is not nothing.
    fileprivate func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(KafkaError) -> Result
    ) throws(KafkaError) -> Result {
        guard let self else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        if self.isEmpty {
            var nothing: UInt8 = 0
            return try withUnsafeBytes(of: &nothing) { byte throws(KafkaError) in
                try body(UnsafeRawBufferPointer(start: byte.baseAddress, count: 0))
            }
        }
        let result: Swift.Result<Result, KafkaError> = self.withUnsafeBytes { bytes in
            do throws(KafkaError) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
