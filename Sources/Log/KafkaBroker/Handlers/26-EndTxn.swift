internal import KafkaProtocol

extension BrokerCore {
    /// Answers once the markers are on disk, and the positions of groups; so the producer's next transaction
    /// can begin at once.
    func endTxn(_ request: EndTxnRequest, _ context: RequestContext, reply: @escaping Reply) {
        let sender = TransactionStateMachine.Sender(
            producerID: request.producerID, epoch: request.producerEpoch)
        transactions.end(request.transactionalID, isCommit: request.isCommitted, sender) { error in
            let response = EndTxnResponse { $0.errorCode = error.forTransactions(context.version) }
            reply(.response(.endTxn(response)))
        }
    }
}
