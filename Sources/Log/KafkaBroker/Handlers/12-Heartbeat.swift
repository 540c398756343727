internal import KafkaProtocol

extension BrokerCore {
    func heartbeat(_ request: HeartbeatRequest) -> HeartbeatResponse {
        let sender = GroupSender(
            memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        return HeartbeatResponse { $0.errorCode = groups.heartbeat(group: request.groupID, sender) }
    }
}
