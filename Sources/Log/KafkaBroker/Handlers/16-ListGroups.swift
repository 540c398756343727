internal import KafkaProtocol

extension BrokerCore {
    func listGroups(_ request: ListGroupsRequest) -> ListGroupsResponse {
        let states = Set(request.statesFilter.map { $0.lowercased() })
        let types = Set(request.typesFilter.map { $0.lowercased() })
        var response = ListGroupsResponse()
        guard types.isEmpty || types.contains("classic") else { return response }
        for id in groups.groupIDs {
            let group = groups.group(id)
            let state = group?.state ?? .empty
            guard states.isEmpty || states.contains(state.rawValue.lowercased()) else { continue }
            response.groups.append(
                ListGroupsResponse.Group {
                    $0.groupID = id
                    $0.protocolType = group?.protocolType ?? ""
                    $0.state = state.rawValue
                    $0.groupType = "classic"
                })
        }
        return response
    }
}
