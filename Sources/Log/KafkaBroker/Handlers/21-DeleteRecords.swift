internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    /// Makes logs begin later. The new start is on disk before it is answered; space is freed by whole
    /// segments.
    func deleteRecords(_ request: DeleteRecordsRequest) -> Response {
        var counts: [String: [Int32: Int]] = [:]
        for topic in request.topics {
            for partition in topic.partitions {
                counts[topic.name, default: [:]][partition.index, default: 0] += 1
            }
        }
        var response = DeleteRecordsResponse()
        response.topics = request.topics.map { topic in
            DeleteRecordsResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { partition in
                    // Named twice, with two offsets: whichever came last would win.
                    guard counts[topic.name]?[partition.index] == 1 else {
                        return DeleteRecordsResponse.Partition {
                            $0.index = partition.index
                            $0.errorCode = .invalidRequest
                        }
                    }
                    return deleteRecords(topic.name, partition)
                }
            }
        }
        return .deleteRecords(response)
    }

    private func deleteRecords(
        _ topic: String, _ partition: DeleteRecordsRequest.Partition
    ) -> DeleteRecordsResponse.Partition {
        var answer = DeleteRecordsResponse.Partition { $0.index = partition.index }
        guard let log = log.partition(topic: topic, index: Int(partition.index)) else {
            answer.errorCode = .unknownTopicOrPartition
            return answer
        }
        guard !isInternal(topic) else {
            answer.errorCode = .invalidTopic
            return answer
        }
        guard self.log.configuration(ofTopic: topic)?.cleanupPolicy != .compact else {
            // A topic whose records are kept for their keys loses none by age.
            answer.errorCode = .policyViolation
            return answer
        }
        do throws(LogError) {
            let isAll = partition.offset == DeleteRecordsRequest.highWatermark
            let former = log.startOffset
            answer.lowWatermark = try log.deleteRecords(before: isAll ? log.highWatermark : partition.offset)
            if answer.lowWatermark > former {
                logger.info(
                    "records of \(topic)-\(partition.index) before \(answer.lowWatermark) were deleted")
            }
        } catch {
            answer.errorCode = ErrorCode(error)
        }
        return answer
    }
}
