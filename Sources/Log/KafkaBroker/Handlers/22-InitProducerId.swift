internal import KafkaLog
internal import KafkaProtocol
internal import NIOPosix

extension BrokerCore {
    /// An identity for an idempotent producer: a new one each time. A producer that asks for a higher epoch
    /// of its own gets a new id instead, which is as good: nothing of the old one can follow. One with a
    /// transactional id gets the id's identity with the next epoch, and what it left open is aborted.
    func initProducerID(_ request: InitProducerIdRequest, reply: @escaping Reply) {
        threadPool.submit { state in
            guard case .active = state else { return reply(.closeConnection) }
            if let id = request.transactionalID { return self.initialize(id, request, reply: reply) }
            var response = InitProducerIdResponse()
            do throws(LogError) {
                response.producerID = try self.log.allocateProducerID()
            } catch {
                response.errorCode = ErrorCode(error)
            }
            reply(.response(.initProducerId(response)))
        }
    }

    private func initialize(_ id: String, _ request: InitProducerIdRequest, reply: @escaping Reply) {
        var refused = InitProducerIdResponse()
        let timeout = request.transactionTimeoutMilliseconds
        guard !id.isEmpty else {
            refused.errorCode = .invalidRequest
            return reply(.response(.initProducerId(refused)))
        }
        guard (1...configuration.limits.maximumTransactionTimeout).contains(timeout) else {
            refused.errorCode = .invalidTransactionTimeout
            return reply(.response(.initProducerId(refused)))
        }
        let isKnown = request.producerID >= 0 && request.producerEpoch >= 0
        let sender = TransactionStateMachine.Sender(
            producerID: request.producerID, epoch: request.producerEpoch)
        transactions.initialize(id, isKnown ? sender : nil, timeout: Int64(timeout)) { result in
            let response = InitProducerIdResponse {
                switch result {
                case .success(let machine):
                    $0.producerID = machine.producerID
                    $0.producerEpoch = machine.epoch
                case .failure(let refusal): $0.errorCode = refusal.code
                }
            }
            reply(.response(.initProducerId(response)))
        }
    }
}
