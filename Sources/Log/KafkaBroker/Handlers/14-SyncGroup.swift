internal import KafkaProtocol
internal import NIOCore

extension BrokerCore {
    func syncGroup(_ request: SyncGroupRequest, reply: @escaping Reply) {
        groups.sync(
            group: request.groupID,
            make: { token in
                var sync = GroupSync(token: token)
                sync.memberID = request.memberID
                sync.instanceID = request.groupInstanceID
                sync.generation = request.generationID
                sync.protocolType = request.protocolType
                sync.protocolName = request.protocolName
                for assignment in request.assignments {
                    sync.assignments[assignment.memberID] = Array(assignment.assignment.readableBytesView)
                }
                return sync
            },
            reply: { answer in
                let response = SyncGroupResponse {
                    $0.errorCode = answer.error
                    $0.protocolType = answer.protocolType
                    $0.protocolName = answer.protocolName
                    $0.assignment = ByteBuffer(bytes: answer.assignment)
                }
                reply(.response(.syncGroup(response)))
            })
    }
}
