internal import KafkaProtocol

extension BrokerCore {
    func offsetFetch(_ request: OffsetFetchRequest) -> OffsetFetchResponse {
        var response = OffsetFetchResponse()
        response.groups = request.groups.map { group in
            OffsetFetchResponse.Group {
                $0.groupID = group.groupID
                $0.topics =
                    group.topics.map { wanted in
                        wanted.map { positions(group.groupID, $0, isStable: request.requireStable) }
                    }
                    ?? allPositions(group.groupID, isStable: request.requireStable)
            }
        }
        return response
    }

    private func positions(_ group: String, _ topic: OffsetFetchRequest.Topic, isStable: Bool)
        -> OffsetFetchResponse.Topic
    {
        OffsetFetchResponse.Topic {
            $0.name = topic.name
            $0.partitions = topic.partitions.map { index in
                let key = OffsetKey(group: group, topic: topic.name, partition: index)
                return position(index, key, groups.offsets[key], isStable: isStable)
            }
        }
    }

    private func allPositions(_ group: String, isStable: Bool) -> [OffsetFetchResponse.Topic] {
        groups.offsets.offsets(of: group).map { topic, partitions in
            OffsetFetchResponse.Topic {
                $0.name = topic
                $0.partitions = partitions.map { index, committed in
                    let key = OffsetKey(group: group, topic: topic, partition: index)
                    return position(index, key, committed, isStable: isStable)
                }
            }
        }
    }

    /// - Parameter isStable: not to be told while a transaction may still change it (KIP-447).
    private func position(
        _ index: Int32, _ key: OffsetKey, _ committed: CommittedOffset?, isStable: Bool
    ) -> OffsetFetchResponse.Partition {
        OffsetFetchResponse.Partition {
            $0.index = index
            if isStable && transactions.mayChange(key) {
                $0.errorCode = .unstableOffsetCommit
                return
            }
            $0.metadata = committed?.metadata ?? ""
            if let committed {
                $0.committedOffset = committed.offset
                $0.committedLeaderEpoch = committed.leaderEpoch
            }
        }
    }
}
