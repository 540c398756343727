internal import KafkaProtocol
internal import Logging
internal import NIOConcurrencyHelpers

extension BrokerCore {
    /// Deletes groups that nobody is in, and answers once what they had committed is gone from the disk.
    func deleteGroups(_ request: DeleteGroupsRequest, reply: @escaping Reply) {
        var response = DeleteGroupsResponse()
        var deleted: Set<String> = []
        response.results = request.groups.map { id in
            DeleteGroupsResponse.Result {
                $0.groupID = id
                $0.errorCode = groups.delete(group: id)
                if $0.errorCode == .none { deleted.insert(id) }
            }
        }
        guard !deleted.isEmpty else { return reply(.response(.deleteGroups(response))) }
        groups.offsets.remove(where: { key, _ in deleted.contains(key.group) }) {
            [response, logger, deleted] error in
            var response = response
            for index in response.results.indices where response.results[index].errorCode == .none {
                response.results[index].errorCode = error
            }
            if error == .none {
                logger.info("groups were deleted: \(deleted.sorted().joined(separator: ", "))")
            }
            reply(.response(.deleteGroups(response)))
        }
    }
}
