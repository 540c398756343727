internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// There has only been one leader: its records end where the log ends, and those of any other epoch are
    /// not known.
    func offsetForLeaderEpoch(_ request: OffsetForLeaderEpochRequest) -> OffsetForLeaderEpochResponse {
        var response = OffsetForLeaderEpochResponse()
        response.topics = request.topics.map { topic in
            OffsetForLeaderEpochResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { partition in
                    OffsetForLeaderEpochResponse.Partition {
                        $0.index = partition.index
                        guard let log = log.partition(topic: topic.name, index: Int(partition.index)) else {
                            $0.errorCode = .unknownTopicOrPartition
                            return
                        }
                        guard partition.currentLeaderEpoch <= Self.leaderEpoch else {
                            $0.errorCode = .unknownLeaderEpoch
                            return
                        }
                        guard partition.leaderEpoch == Self.leaderEpoch else { return }
                        $0.leaderEpoch = Self.leaderEpoch
                        $0.endOffset = log.highWatermark
                    }
                }
            }
        }
        return response
    }
}
