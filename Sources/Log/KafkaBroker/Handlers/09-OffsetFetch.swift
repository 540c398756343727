internal import KafkaProtocol

extension BrokerCore {
    func offsetFetch(_ request: OffsetFetchRequest) -> OffsetFetchResponse {
        var response = OffsetFetchResponse()
        response.groups = request.groups.map { group in
            OffsetFetchResponse.Group {
                $0.groupID = group.groupID
                $0.topics =
                    group.topics.map { wanted in wanted.map { positions(group.groupID, $0) } }
                    ?? allPositions(group.groupID)
            }
        }
        return response
    }

    private func positions(_ group: String, _ topic: OffsetFetchRequest.Topic) -> OffsetFetchResponse.Topic {
        OffsetFetchResponse.Topic {
            $0.name = topic.name
            $0.partitions = topic.partitions.map { index in
                let key = OffsetKey(group: group, topic: topic.name, partition: index)
                return Self.position(index, groups.offsets[key])
            }
        }
    }

    private func allPositions(_ group: String) -> [OffsetFetchResponse.Topic] {
        groups.offsets.offsets(of: group).map { topic, partitions in
            OffsetFetchResponse.Topic {
                $0.name = topic
                $0.partitions = partitions.map { Self.position($0.0, $0.1) }
            }
        }
    }

    private static func position(_ index: Int32, _ committed: CommittedOffset?)
        -> OffsetFetchResponse.Partition
    {
        OffsetFetchResponse.Partition {
            $0.index = index
            $0.metadata = committed?.metadata ?? ""
            if let committed {
                $0.committedOffset = committed.offset
                $0.committedLeaderEpoch = committed.leaderEpoch
            }
        }
    }
}
