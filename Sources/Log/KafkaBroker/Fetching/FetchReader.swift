internal import KafkaLog
internal import KafkaProtocol
internal import NIOCore

/// One look into the log for a Fetch request. Blocks for the disk, though seldom: only positions are looked
/// up.
struct FetchReader {
    let core: BrokerCore
    let request: FetchRequest
    let version: Int16

    struct Found {
        var response = FetchResponse()
        var slices: [LogSlice] = []
        /// The partitions to wait on.
        var partitions: [PartitionLog] = []
        var byteCount = 0
        /// A partition has an error, which the client should hear of at once.
        var hasError = false
    }

    func read() -> Found {
        var found = Found()
        let limit = core.configuration.limits.fetchBytes
        var room = max(0, min(Int(request.maximumBytes), limit))
        for topic in request.topics {
            var answer = FetchResponse.Topic()
            answer.topicID = topic.topicID
            let name = version >= 13 ? core.log.topic(TopicID(topic.topicID))?.name : topic.name
            answer.name = name ?? topic.name
            for partition in topic.partitions {
                let result = read(partition, topic: name, room: &room, into: &found)
                if result.errorCode != .none { found.hasError = true }
                answer.partitions.append(result)
            }
            found.response.topics.append(answer)
        }
        return found
    }

    /// What an aborted transaction takes in the answer.
    private static let abortedBytes = 17

    private static func answer(
        _ aborted: TransactionTable.Aborted
    ) -> FetchResponse.AbortedTransaction {
        FetchResponse.AbortedTransaction {
            $0.producerID = aborted.producerID
            $0.firstOffset = aborted.firstOffset
        }
    }

    private func read(
        _ partition: FetchRequest.Partition, topic: String?, room: inout Int, into found: inout Found
    ) -> FetchResponse.Partition {
        var answer = FetchResponse.Partition { $0.index = partition.index }
        // Readers expect batches, perhaps none, and not null.
        answer.records = .bytes(.init())
        guard let topic, let log = core.log.partition(topic: topic, index: Int(partition.index)) else {
            answer.errorCode = version >= 13 && topic == nil ? .unknownTopicID : .unknownTopicOrPartition
            return answer
        }
        found.partitions.append(log)
        if partition.currentLeaderEpoch > BrokerCore.leaderEpoch {
            answer.errorCode = .unknownLeaderEpoch
            return answer
        }
        do throws(LogError) {
            // The first partition with records gives a whole batch even when that is too large: else a client
            // whose limit is small could never get past it (KIP-74).
            let isFirst = found.byteCount == 0
            var allowed = min(Int(partition.maximumBytes), room)
            if allowed <= 0 && isFirst { allowed = 1 }
            let isCommitted = request.isolationLevel == 1
            let slice = try log.read(
                from: partition.fetchOffset, maximumBytes: max(allowed, 0),
                upTo: isCommitted ? .lastStableOffset : .highWatermark)
            answer.highWatermark = slice.highWatermark
            answer.lastStableOffset = slice.lastStableOffset
            if isCommitted { answer.abortedTransactions = [] }
            answer.logStartOffset = slice.startOffset
            let cost = slice.byteCount + slice.aborted.count * Self.abortedBytes
            if !slice.isEmpty && (isFirst || cost <= allowed) {
                // The client drops the records of aborted transactions: the batches are sent as they are.
                if isCommitted { answer.abortedTransactions = slice.aborted.map(Self.answer) }
                answer.records = .external(length: slice.byteCount, reference: found.slices.count)
                found.slices.append(slice)
                found.byteCount += slice.byteCount
                room = max(0, room - cost)
            }
        } catch {
            answer.errorCode = ErrorCode(error)
            if case .offsetOutOfRange(_, let start, let end) = error {
                answer.logStartOffset = start
                answer.highWatermark = end
                answer.lastStableOffset = end
            }
        }
        return answer
    }
}
