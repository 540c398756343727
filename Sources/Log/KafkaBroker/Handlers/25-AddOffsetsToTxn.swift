internal import KafkaProtocol

extension BrokerCore {
    func addOffsetsToTxn(
        _ request: AddOffsetsToTxnRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
        let answer: @Sendable (ErrorCode) -> Void = { error in
            let response = AddOffsetsToTxnResponse { $0.errorCode = error }
            reply(.response(.addOffsetsToTxn(response)))
        }
        guard !request.groupID.isEmpty else { return answer(.invalidGroupID) }
        let sender = TransactionStateMachine.Sender(
            producerID: request.producerID, epoch: request.producerEpoch)
        transactions.add(group: request.groupID, request.transactionalID, sender) { error in
            answer(error.forTransactions(context.version))
        }
    }
}
