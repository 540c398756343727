internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// All partitions, or none where one is not there. Answers once they are on disk: from then on the
    /// transaction's end is told to them, whatever happens.
    func addPartitionsToTxn(
        _ request: AddPartitionsToTxnRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
        var missing: Set<Place> = []
        var partitions: Set<TransactionStateMachine.Partition> = []
        for topic in request.topics {
            for index in topic.partitions {
                let log = log.partition(topic: topic.name, index: Int(index))
                if let log, !isInternal(topic.name) {
                    partitions.insert(.init(topic: topic.name, topicID: log.topicID, index: index))
                } else {
                    missing.insert(Place(topic: topic.name, index: index))
                }
            }
        }
        let answer: @Sendable (ErrorCode, Set<Place>) -> Void = { error, missing in
            var response = AddPartitionsToTxnResponse()
            response.topics = request.topics.map { topic in
                AddPartitionsToTxnResponse.Topic {
                    $0.name = topic.name
                    $0.partitions = topic.partitions.map { index in
                        AddPartitionsToTxnResponse.Partition {
                            $0.index = index
                            let isMissing = missing.contains(Place(topic: topic.name, index: index))
                            $0.errorCode = isMissing ? .unknownTopicOrPartition : error
                        }
                    }
                }
            }
            reply(.response(.addPartitionsToTxn(response)))
        }
        guard missing.isEmpty else { return answer(.operationNotAttempted, missing) }
        let sender = TransactionStateMachine.Sender(
            producerID: request.producerID, epoch: request.producerEpoch)
        transactions.add(partitions, request.transactionalID, sender) { error in
            answer(error.forTransactions(context.version), [])
        }
    }
}

/// A partition as a request names it.
private struct Place: Hashable {
    let topic: String
    let index: Int32
}

extension ErrorCode {
    /// PRODUCER_FENCED is known to clients from version 2 of the transactions' requests on.
    func forTransactions(_ version: Int16) -> ErrorCode {
        self == .producerFenced && version < 2 ? .invalidProducerEpoch : self
    }
}
