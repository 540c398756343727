internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// Looks for offsets by time, or for the ends of a log. Consumers see up to the high watermark, or
    /// where they want committed records alone to the last stable offset, never beyond.
    func listOffsets(_ request: ListOffsetsRequest) -> Response {
        var response = ListOffsetsResponse()
        response.topics = request.topics.map { topic in
            ListOffsetsResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map {
                    listOffsets(topic.name, $0, isCommitted: request.isolationLevel == 1)
                }
            }
        }
        return .listOffsets(response)
    }

    private func listOffsets(
        _ topic: String, _ partition: ListOffsetsRequest.Partition, isCommitted: Bool
    ) -> ListOffsetsResponse.Partition {
        var answer = ListOffsetsResponse.Partition { $0.index = partition.index }
        guard let log = log.partition(topic: topic, index: Int(partition.index)) else {
            answer.errorCode = .unknownTopicOrPartition
            return answer
        }
        guard partition.currentLeaderEpoch <= Self.leaderEpoch else {
            answer.errorCode = .unknownLeaderEpoch
            return answer
        }
        do throws(LogError) {
            let found = try position(partition.timestamp, in: log, isCommitted: isCommitted)
            answer.offset = found?.offset ?? -1
            answer.timestamp = found?.timestamp ?? -1
            if found != nil { answer.leaderEpoch = Self.leaderEpoch }
        } catch {
            answer.errorCode = ErrorCode(error)
        }
        return answer
    }

    private func position(
        _ timestamp: Int64, in log: PartitionLog, isCommitted: Bool
    ) throws(LogError) -> (offset: Int64, timestamp: Int64)? {
        typealias Special = ListOffsetsRequest.SpecialTimestamp
        let end = isCommitted ? log.lastStableOffset : log.highWatermark
        switch timestamp {
        case Special.latest: return (end, -1)
        case Special.earliest, Special.earliestLocal: return (log.startOffset, -1)
        case Special.maximumTimestamp:
            return try log.offsetOfMaximumTimestamp().map { ($0.offset, $0.timestamp) }
        case 0...:
            let match = try log.offset(forTimestamp: timestamp)
            guard let match, match.offset < end else { return nil }
            return (match.offset, match.timestamp)
        default: return nil
        }
    }
}
