internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import NIOConcurrencyHelpers
internal import NIOCore

extension BrokerCore {
    /// Checks each batch, queues it for the log, and answers when the last one is where `acks` wants it.
    func produce(_ request: ProduceRequest, _ context: RequestContext, reply: @escaping Reply) {
        let answer = ProduceAnswer(request, reply: reply)
        let refusal: ErrorCode =
            if context.version < 3 {
                .unsupportedVersion
            } else if ![-1, 0, 1].contains(request.acks) {
                .invalidRequiredAcks
            } else {
                .none
            }
        for (topicIndex, topic) in request.topics.enumerated() {
            for (partitionIndex, partition) in topic.partitions.enumerated() {
                let place = ProduceAnswer.Place(topic: topicIndex, partition: partitionIndex)
                guard refusal == .none else {
                    answer.fail(place, refusal)
                    continue
                }
                append(
                    partition, topic: topic.name, of: request, version: context.version,
                    to: answer, at: place)
            }
        }
        answer.everythingIsQueued()
    }

    private func append(
        _ partition: ProduceRequest.Partition, topic: String, of request: ProduceRequest, version: Int16,
        to answer: ProduceAnswer, at place: ProduceAnswer.Place
    ) {
        guard !isInternal(topic) else {
            return answer.fail(place, .invalidTopic, "\(topic) is written by the broker alone")
        }
        guard let log = log.partition(topic: topic, index: Int(partition.index)) else {
            return answer.fail(place, .unknownTopicOrPartition)
        }
        let batches: [UInt8]
        let header: RecordBatchHeader
        do throws(RecordBatchError) {
            switch try Self.validated(partition.records, version: version) {
            case .success(let valid): (batches, header) = valid
            case .failure(let refusal): return answer.fail(place, refusal.code, refusal.message)
            }
        } catch {
            return answer.fail(place, ErrorCode(error), error.description)
        }
        if self.log.configuration(ofTopic: topic)?.cleanupPolicy.isCompaction == true,
            Self.hasRecordWithoutKey(batches, header)
        {
            return answer.fail(
                place, .invalidRecord, "\(topic) is compacted, and keeps no record that has no key")
        }
        let enqueue: () throws(LogError) -> Void = { [flusher, storageHealth] () throws(LogError) in
            try flusher.append(
                batches, to: log, leaderEpoch: Self.leaderEpoch,
                acknowledge: request.acks == -1 ? .synced : .written
            ) { result in
                switch result {
                case .success: storageHealth.report(nil)
                case .failure(let error): storageHealth.report(error)
                }
                answer.finish(place, result, startOffset: log.startOffset)
            }
        }
        do throws(LogError) {
            guard header.attributes.isTransactional else {
                guard !header.isIdempotent || !transactions.hasProducer(header.producerID) else {
                    return answer.fail(
                        place, .invalidTransactionState,
                        "the producer id is one of transactions, and the batch is of none")
                }
                return try enqueue()
            }
            let error = try transactions.append(
                request.transactionalID ?? "",
                .init(producerID: header.producerID, epoch: header.producerEpoch),
                to: .init(topic: topic, topicID: log.topicID, index: partition.index), enqueue: enqueue)
            if error != .none { answer.fail(place, error, "no transaction writes to the partition") }
        } catch {
            answer.fail(place, ErrorCode(error), error.description)
        }
    }

    /// Nobody looks into compressed batches here: what they hold is kept.
    private static func hasRecordWithoutKey(_ batch: [UInt8], _ header: RecordBatchHeader) -> Bool {
        guard header.attributes.compression == CompressionCodec.none else { return false }
        return batch.withUnsafeBytes { bytes in
            guard var reader = try? RecordReader(header: header, batch: bytes) else { return false }
            while let record = try? reader.next() {
                if record.key == nil { return true }
            }
            return false
        }
    }

    /// The bytes of one whole batch that the log can keep. Kafka takes one batch a partition, and no more.
    private static func validated(
        _ records: RecordsField, version: Int16
    ) throws(RecordBatchError) -> Result<([UInt8], RecordBatchHeader), Refusal> {
        guard case .bytes(let buffer) = records, buffer.readableBytes > 0 else {
            return .failure(Refusal(.invalidRecord, "the request holds no record batch"))
        }
        var failure: RecordBatchError?
        var header: RecordBatchHeader?
        let bytes = buffer.withUnsafeReadableBytes { bytes in
            do throws(RecordBatchError) {
                header = try RecordBatchHeader.validatedFromProducer(bytes)
            } catch {
                failure = error
            }
            return [UInt8](bytes)
        }
        if let failure { throw failure }
        guard let header, header.totalBytes == bytes.count else {
            return .failure(
                Refusal(.invalidRecord, "a partition takes one record batch a request"))
        }
        if header.attributes.compression == .zstd && version < 7 {
            return .failure(
                Refusal(.unsupportedCompressionType, "zstd needs Produce version 7"))
        }
        return .success((bytes, header))
    }
}

/// Gathers the outcomes of one Produce request's partitions, and answers after the last.
private final class ProduceAnswer: Sendable {
    struct Place: Sendable {
        let topic: Int
        let partition: Int
    }

    private struct State {
        var response: ProduceResponse
        /// One for each partition, and one for the handler that still queues them.
        var missing: Int
    }

    private let acks: Int16
    private let reply: Reply
    private let state: NIOLockedValueBox<State>

    init(_ request: ProduceRequest, reply: @escaping Reply) {
        acks = request.acks
        self.reply = reply
        var response = ProduceResponse()
        response.topics = request.topics.map { topic in
            ProduceResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { partition in
                    ProduceResponse.Partition { $0.index = partition.index }
                }
            }
        }
        let count = request.topics.reduce(1) { $0 + $1.partitions.count }
        state = NIOLockedValueBox(State(response: response, missing: count))
    }

    func fail(_ place: Place, _ code: ErrorCode, _ message: String? = nil) {
        finish(place) { partition in
            partition.errorCode = code
            partition.errorMessage = message
        }
    }

    func finish(_ place: Place, _ result: Result<AppendResult, LogError>, startOffset: Int64) {
        switch result {
        case .success(let appended):
            finish(place) { partition in
                partition.baseOffset = appended.baseOffset
                partition.logAppendTime = appended.logAppendTime
                partition.logStartOffset = startOffset
            }
        case .failure(let error): fail(place, ErrorCode(error), error.description)
        }
    }

    func everythingIsQueued() { finish(nil) { _ in } }

    private func finish(_ place: Place?, _ change: (inout ProduceResponse.Partition) -> Void) {
        let complete: ProduceResponse? = state.withLockedValue { state in
            if let place { change(&state.response.topics[place.topic].partitions[place.partition]) }
            state.missing -= 1
            return state.missing == 0 ? state.response : nil
        }
        guard let complete else { return }
        guard acks == 0 else { return reply(.response(.produce(complete))) }
        // Without answers, closing the connection is the only way to say that something went wrong.
        let isGood = complete.topics.allSatisfy { $0.partitions.allSatisfy { $0.errorCode == .none } }
        reply(isGood ? .nothing : .closeConnection)
    }
}
