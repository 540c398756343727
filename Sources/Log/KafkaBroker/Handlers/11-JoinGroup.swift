internal import KafkaProtocol
internal import NIOCore

extension BrokerCore {
    func joinGroup(_ request: JoinGroupRequest, _ context: RequestContext, reply: @escaping Reply) {
        let limits = configuration.limits
        let refusal: ErrorCode =
            if request.groupID.isEmpty {
                .invalidGroupID
            } else if request.sessionTimeoutMilliseconds < limits.minimumSessionTimeout
                || request.sessionTimeoutMilliseconds > limits.maximumSessionTimeout
            {
                .invalidSessionTimeout
            } else {
                .none
            }
        guard refusal == .none else {
            return reply(.response(.joinGroup(Self.response(.failure(refusal, memberID: request.memberID)))))
        }
        groups.join(
            group: request.groupID,
            make: { token in Self.input(request, context, token: token) },
            reply: { answer in reply(.response(.joinGroup(Self.response(answer)))) })
    }

    private static func input(
        _ request: JoinGroupRequest, _ context: RequestContext, token: RequestToken
    ) -> GroupJoin {
        var join = GroupJoin(token: token)
        let clientID = context.header.clientID ?? ""
        join.memberID = request.memberID
        join.proposedMemberID = "\(request.groupInstanceID ?? clientID)-\(RandomIdentifier.next())"
        join.instanceID = request.groupInstanceID
        join.clientID = clientID
        join.clientHost = "/" + context.clientHost
        join.sessionTimeout = Int64(request.sessionTimeoutMilliseconds)
        let rebalanceTimeout = request.rebalanceTimeoutMilliseconds
        join.rebalanceTimeout =
            rebalanceTimeout < 0 ? join.sessionTimeout : Int64(rebalanceTimeout)
        join.protocolType = request.protocolType
        join.protocols = request.protocols.map {
            GroupProtocol(name: $0.name, metadata: Array($0.metadata.readableBytesView))
        }
        join.requiresKnownMemberID = context.version >= 4
        join.supportsSkippingAssignment = context.version >= 9
        return join
    }

    private static func response(_ answer: GroupJoinAnswer) -> JoinGroupResponse {
        JoinGroupResponse {
            $0.errorCode = answer.error
            $0.generationID = answer.generation
            $0.protocolType = answer.protocolType
            $0.protocolName = answer.protocolName
            $0.leader = answer.leaderID
            $0.skipAssignment = answer.skipAssignment
            $0.memberID = answer.memberID
            $0.members = answer.members.map { member in
                JoinGroupResponse.Member {
                    $0.memberID = member.id
                    $0.groupInstanceID = member.instanceID
                    $0.metadata = ByteBuffer(bytes: member.metadata)
                }
            }
        }
    }
}
