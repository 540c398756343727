internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// All partitions, or none where one is not there. Answers once they are on disk: from then on the
    /// transaction's end is told to them, whatever happens.
    func addPartitionsToTxn(
        _ request: AddPartitionsToTxnRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
        var missing: Set<TransactionStateMachine.Partition> = []
        var partitions: Set<TransactionStateMachine.Partition> = []
        for topic in request.topics {
            for index in topic.partitions {
                let partition = TransactionStateMachine.Partition(topic: topic.name, index: index)
                let exists = log.partition(topic: topic.name, index: Int(index)) != nil
                if exists && !isInternal(topic.name) {
                    partitions.insert(partition)
                } else {
                    missing.insert(partition)
                }
            }
        }
        let answer: @Sendable (ErrorCode, Set<TransactionStateMachine.Partition>) -> Void = {
            error, missing in
            var response = AddPartitionsToTxnResponse()
            response.topics = request.topics.map { topic in
                AddPartitionsToTxnResponse.Topic {
                    $0.name = topic.name
                    $0.partitions = topic.partitions.map { index in
                        AddPartitionsToTxnResponse.Partition {
                            $0.index = index
                            let isMissing = missing.contains(.init(topic: topic.name, index: index))
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

extension ErrorCode {
    /// PRODUCER_FENCED is known to clients from version 2 of the transactions' requests on.
    func forTransactions(_ version: Int16) -> ErrorCode {
        self == .producerFenced && version < 2 ? .invalidProducerEpoch : self
    }
}
