internal import KafkaProtocol

extension BrokerCore {
    func leaveGroup(_ request: LeaveGroupRequest, _ context: RequestContext) -> LeaveGroupResponse {
        var response = LeaveGroupResponse()
        response.members = request.members.map { member in
            LeaveGroupResponse.Member {
                $0.memberID = member.memberID
                $0.groupInstanceID = member.groupInstanceID
                $0.errorCode = groups.leave(
                    group: request.groupID, memberID: member.memberID, instanceID: member.groupInstanceID)
            }
        }
        if context.version < 3, let only = response.members.first { response.errorCode = only.errorCode }
        return response
    }
}
