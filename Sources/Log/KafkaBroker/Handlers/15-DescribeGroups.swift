internal import KafkaProtocol
internal import NIOCore

extension BrokerCore {
    /// A group that has only committed offsets is "Empty"; one that nobody has heard of is "Dead", as Kafka
    /// has it.
    func describeGroups(_ request: DescribeGroupsRequest) -> DescribeGroupsResponse {
        var response = DescribeGroupsResponse()
        response.groups = request.groups.map { id in
            var described = DescribeGroupsResponse.Group()
            described.groupID = id
            guard let group = groups.group(id) else {
                let state: GroupStateMachine.State = groups.offsets.contains(group: id) ? .empty : .dead
                described.state = state.rawValue
                return described
            }
            described.state = group.state.rawValue
            described.protocolType = group.protocolType ?? ""
            let isSettled = group.state == .stable
            described.protocolName = isSettled ? group.protocolName ?? "" : ""
            described.members = group.members.map { member in
                DescribeGroupsResponse.Member {
                    $0.memberID = member.id
                    $0.groupInstanceID = member.instanceID
                    $0.clientID = member.clientID
                    $0.clientHost = member.clientHost
                    guard isSettled else { return }
                    $0.metadata = ByteBuffer(bytes: member.metadata(for: group.protocolName ?? ""))
                    $0.assignment = ByteBuffer(bytes: member.assignment)
                }
            }
            return described
        }
        return response
    }
}
