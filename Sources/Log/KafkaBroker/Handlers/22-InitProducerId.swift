internal import KafkaLog
internal import KafkaProtocol
internal import NIOPosix

extension BrokerCore {
    /// An identity for an idempotent producer: a new one each time. A producer that asks for a higher epoch
    /// of its own gets a new id instead, which is as good: nothing of the old one can follow. One with a
    /// transactional id gets the id's identity with the next epoch, and what it left open is aborted.
    func initProducerID(
        _ request: InitProducerIdRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
        threadPool.submit { state in
            guard case .active = state else { return reply(.closeConnection) }
            if let id = request.transactionalID { return self.initialize(id, request, context, reply: reply) }
            var response = InitProducerIdResponse()
            do throws(LogError) {
                response.producerID = try self.log.allocateProducerID()
            } catch {
                // Without a transactional id there is no coordinator to look for: "again, soon" is enough.
                response.errorCode = .coordinatorLoadInProgress
                self.storageHealth.report(error)
            }
            reply(.response(.initProducerId(response)))
        }
    }

    private func initialize(
        _ id: String, _ request: InitProducerIdRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
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
        transactions.initialize(id, isKnown ? sender : nil, timeout: Int64(timeout)) { error, machine in
            let response = InitProducerIdResponse {
                // Before version 4 this request knew no PRODUCER_FENCED.
                let isUnknown = error == .producerFenced && context.version < 4
                $0.errorCode = isUnknown ? .invalidProducerEpoch : error
                if let machine {
                    $0.producerID = machine.producerID
                    $0.producerEpoch = machine.epoch
                }
            }
            reply(.response(.initProducerId(response)))
        }
    }
}
