internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// A new identity each time. A producer that asks for a higher epoch of its own gets a new id instead,
    /// which is as good: nothing of the old one can follow.
    func initProducerID(_ request: InitProducerIdRequest) -> Response {
        var response = InitProducerIdResponse()
        guard request.transactionalID == nil else {
            response.errorCode = .transactionalIDAuthorizationFailed
            return .initProducerId(response)
        }
        do throws(LogError) {
            response.producerID = try log.allocateProducerID()
        } catch {
            response.errorCode = ErrorCode(error)
        }
        return .initProducerId(response)
    }
}
