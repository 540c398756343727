internal import CLibrdkafka
package import Logging

/// Reads records of Kafka topics, in batches, as a member of a group or for itself alone.
///
/// The caller decides where partitions start: a rebalance comes as an event, and nothing of a partition is
/// read until the event is answered with `assign` or `unassign`. Eager and cooperative groups alike: what an
/// answer means is taken from the protocol that the group uses. Offsets are never committed unless `commit`
/// says so.
///
/// For each assigned partition, records come in the order of their offsets, none twice and none of those that
/// were read before the last `assign` or `seek`.
///
/// For one thread; its calls block. Only `waker` is for others.
package final class KafkaConsumer {
    /// Wakes a blocked `poll`.
    package let waker: KafkaConsumerWaker

    let client: ClientHandle
    let context: ConsumerContext
    var positions = ConsumerPositions()
    var paused: Set<KafkaTopicPartition> = []
    /// Those whose log was found to end before their position.
    var backward: Set<KafkaTopicPartition> = []
    private let queue: QueueHandle
    private var buffer: MessageBuffer
    private var burst: FetchBurst
    private var isClosed = false

    /// Does not wait for a broker.
    /// - Parameter group: `nil` for a reader that belongs to no group: it only uses `assign`, neither
    ///   `subscribe` nor `commit`.
    package init(
        _ configuration: KafkaClientConfiguration, group: String?,
        options: KafkaConsumerOptions = KafkaConsumerOptions(), logger: Logger
    ) throws(KafkaError) {
        let settings = try Self.settings(configuration, group: group, options)
        context = ConsumerContext(log: ClientLog(logger))
        burst = FetchBurst(
            recordLimit: settings.value(of: "queued.min.messages").flatMap { Int($0) } ?? 0,
            byteLimit: (settings.value(of: "queued.max.messages.kbytes").flatMap { Int($0) } ?? 0) * 1000)
        client = try ClientHandle(
            RD_KAFKA_CONSUMER, settings, context: context, operation: "make a Kafka consumer",
            destroyFlags: RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        // Errors and commit results come to the same queue as records.
        rd_kafka_poll_set_consumer(client.pointer)
        queue = QueueHandle(rd_kafka_queue_get_consumer(client.pointer), of: client)
        waker = KafkaConsumerWaker(queue)
        buffer = MessageBuffer(capacity: 0, client: client)
    }

    deinit { close() }

    private static func settings(
        _ configuration: KafkaClientConfiguration, group: String?, _ options: KafkaConsumerOptions
    ) throws(KafkaError) -> ClientSettings {
        let settings = try ClientSettings(
            configuration,
            defaults: [
                // librdkafka wants a name even of a reader that never joins.
                ("group.id", group ?? "\(configuration.clientID)-reader"),
                ("enable.auto.commit", "false"),
                ("enable.auto.offset.store", "false"),
                ("enable.partition.eof", "\(options.reportsEndOfPartition)"),
                ("auto.offset.reset", options.offsetReset.rawValue),
                ("isolation.level", "read_committed"),
                ("session.timeout.ms", "\(options.sessionTimeoutMilliseconds)"),
                // A member hears of a rebalance by its heartbeat.
                ("heartbeat.interval.ms", "\(min(1000, options.sessionTimeoutMilliseconds / 3))"),
                // A fetch that waits for records keeps a partition that was just assigned waiting, too.
                ("fetch.wait.max.ms", "100"),
                ("fetch.error.backoff.ms", "100"),
                // How long a topic may be unknown before that is told.
                ("topic.metadata.propagation.max.ms", "2000"),
                ("queued.max.messages.kbytes", "\(options.queuedKilobytes)"),
                ("reconnect.backoff.ms", "50"),
                ("reconnect.backoff.max.ms", "1000"),
            ],
            reserved: [
                "enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store",
                "enable.partition.eof", "group.id",
            ])
        settings.withPointer { ConsumerContext.register(with: $0) }
        return settings
    }

    // MARK: reading

    /// Joins the group for these topics; a name that starts with `^` is a regular expression.
    package func subscribe(_ topics: [String]) throws(KafkaError) {
        let list = PartitionList(topics.map { KafkaTopicPartition(topic: $0, partition: -1) })
        let code = rd_kafka_subscribe(client.pointer, list.pointer)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw client.error(code, operation: "subscribe to topics") }
    }

    /// Waits for the first record or event, and then takes what is there without waiting any more.
    ///
    /// May return with nothing before the time is up. Must be called at least every `max.poll.interval.ms`
    /// (five minutes), or the group gives the partitions to somebody else.
    /// - Throws: fatal errors only. Others, such as brokers that are away, are events, and reading goes on.
    package func poll(maximumRecords: Int, timeout: Duration) throws(KafkaError) -> KafkaConsumerBatch {
        if isClosed { throw KafkaError.closed(operation: "read from Kafka") }
        if let fatalError = context.fatalError { throw fatalError }
        if buffer.capacity < maximumRecords || !isKnownUniquelyReferenced(&buffer) {
            buffer = MessageBuffer(capacity: maximumRecords, client: client)
        }
        // An answer that was owed may have left events behind.
        let wait = context.events.isEmpty ? timeout.milliseconds : 0
        buffer.fill(from: queue, upTo: maximumRecords, timeoutMilliseconds: wait)
        let isQueueEmpty = buffer.count < maximumRecords && context.events.isEmpty
        admit()
        if isQueueEmpty, burst.foundEmpty() { wakeFetchers() }
        if buffer.count > 0 { context.log.success() }
        let batch = KafkaConsumerBatch(messages: buffer, events: takeEvents())
        if batch.isEmpty, let fatalError = context.fatalError { throw fatalError }
        return batch
    }

    /// Turns errors in the buffer into events, and drops what the caller must not see.
    private func admit() {
        var topic: OpaquePointer?
        var partition: Int32 = -1
        var slot: Int?
        var bytes = 0
        let count = buffer.count
        buffer.filter { message in
            // Records come in runs of one partition.
            if message.pointee.rkt != topic || message.pointee.partition != partition {
                topic = message.pointee.rkt
                partition = message.pointee.partition
                slot = self.slot(of: message)
            }
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                report(message, isAssigned: slot != nil)
                return false
            }
            bytes += message.pointee.len + message.pointee.key_len
            guard let slot else { return false }
            if positions.admit(slot: slot, offset: message.pointee.offset) { return true }
            reportIfLogWentBack(slot: slot)
            return false
        }
        burst.read(records: count, bytes: bytes)
    }

    private func slot(of message: UnsafePointer<rd_kafka_message_t>) -> Int? {
        partition(of: message).flatMap { positions.slot(of: $0) }
    }

    private func partition(of message: UnsafePointer<rd_kafka_message_t>) -> KafkaTopicPartition? {
        guard let topic = message.pointee.rkt else { return nil }
        return KafkaTopicPartition(
            topic: String(cString: rd_kafka_topic_name(topic)), partition: message.pointee.partition)
    }

    private func report(_ message: UnsafePointer<rd_kafka_message_t>, isAssigned: Bool) {
        let partition = partition(of: message)
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            guard isAssigned, let partition, let slot = positions.slot(of: partition) else { return }
            if message.pointee.offset < positions.next[slot] {
                reportIfLogWentBack(slot: slot)
            } else {
                context.events.append(.endOfPartition(partition, offset: message.pointee.offset))
            }
        case RD_KAFKA_RESP_ERR__FATAL:
            context.fatalError = client.error(RD_KAFKA_RESP_ERR__FATAL, operation: "read from Kafka")
        case let code:
            let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
            let number = partition.flatMap { $0.partition < 0 ? nil : $0.partition }
            let error = KafkaError(code, text, operation: "read").at(
                topic: partition?.topic, partition: number)
            context.events.append(.error(error))
        }
    }

    /// Tells the caller, once, if the log ends before what was read of it already. librdkafka starts over
    /// from its beginning then, and all that it brings is dropped here.
    private func reportIfLogWentBack(slot: Int) {
        guard let partition = positions.partitions[slot], !backward.contains(partition) else { return }
        let position = positions.next[slot]
        guard let end = cachedWatermarks(partition)?.high, end < position else { return }
        backward.insert(partition)
        var error = KafkaError(
            RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
            "the log ends at offset \(end), but the next one to read is \(position): the topic was deleted and made"
                + " anew, or it has lost records",
            operation: "go on reading"
        ).at(topic: partition.topic, partition: partition.partition)
        error.retriability = .permanent
        context.events.append(.error(error))
    }

    /// The events that came up, told to the log, too.
    private func takeEvents() -> [KafkaConsumerEvent] {
        context.takeEvents().map { event in
            guard case .error(let error) = event else { return event }
            let explained = client.explained(error)
            // What a reader makes of it depends on what has become of the log: it is for the reader to say.
            if !explained.isOutsideLog { context.log.error(explained) }
            return .error(explained)
        }
    }

    /// Makes librdkafka look at its queue now: see `FetchBurst`. A seek to where each partition is anyway
    /// does that, and as the queue is empty it throws nothing away but a fetch that may just be arriving.
    private func wakeFetchers() {
        let list = PartitionList(
            positions.assigned.compactMap { partition in
                guard !paused.contains(partition), let next = positions.position(of: partition) else {
                    return nil
                }
                return (partition, offset: next)
            })
        if list.pointer.pointee.cnt > 0 {
            _ = KafkaError.taking(
                rd_kafka_seek_partitions(client.pointer, list.pointer, 0), operation: "go on reading")
        }
    }

    // MARK: leaving

    /// Leaves the group, so that others get the partitions at once. Blocks until the group knows, a few
    /// seconds at most, also while a rebalance is unanswered or brokers are away.
    package func close() {
        if isClosed { return }
        isClosed = true
        waker.invalidate()
        context.isClosing = true
        if context.unanswered != nil { context.answerByGivingUp(client.pointer) }
        positions.unassignAll()
        buffer.destroyMessages()
        let answers = QueueHandle(for: client)
        if let error = KafkaError.taking(
            rd_kafka_consumer_close_queue(client.pointer, answers.pointer), operation: "leave the group")
        {
            context.log.logger.debug("\(error.description)")
            return
        }
        let deadline = ContinuousClock.now + Self.closeTimeout
        while rd_kafka_consumer_closed(client.pointer) == 0, ContinuousClock.now < deadline {
            if let message = rd_kafka_consume_queue(answers.pointer, 100) {
                rd_kafka_message_destroy(message)
            }
        }
    }

    /// After so long the client is dropped as it is, and the group finds out by the session time-out.
    private static let closeTimeout = Duration.seconds(5)
}
