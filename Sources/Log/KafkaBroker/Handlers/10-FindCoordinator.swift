internal import KafkaProtocol

extension BrokerCore {
    /// The one broker coordinates every group and every transaction.
    func findCoordinator(_ request: FindCoordinatorRequest, _ context: RequestContext)
        -> FindCoordinatorResponse
    {
        let (host, port) = address(for: context)
        var response = FindCoordinatorResponse()
        response.coordinators = request.keys.map { key in
            FindCoordinatorResponse.Coordinator {
                $0.key = key
                if request.keyType == 0 || request.keyType == 1 {
                    $0.nodeID = Self.nodeID
                    $0.host = host
                    $0.port = port
                } else {
                    $0.errorCode = .invalidRequest
                    $0.errorMessage = "there are coordinators of groups (0) and of transactions (1)"
                }
            }
        }
        return response
    }
}
