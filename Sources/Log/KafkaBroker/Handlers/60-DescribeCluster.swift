internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    func describeCluster(_ request: DescribeClusterRequest, _ context: RequestContext)
        -> DescribeClusterResponse
    {
        var response = DescribeClusterResponse()
        response.endpointType = request.endpointType
        guard request.endpointType == DescribeClusterRequest.brokers else {
            let isKnown = request.endpointType == DescribeClusterRequest.controllers
            response.errorCode = isKnown ? .mismatchedEndpointType : .unsupportedEndpointType
            response.errorMessage = "this is a broker: ask for endpoint type 1"
            return response
        }
        let (host, port) = address(for: context)
        response.clusterID = log.clusterID
        response.controllerID = Self.nodeID
        response.brokers = [
            DescribeClusterResponse.Broker {
                $0.nodeID = Self.nodeID
                $0.host = host
                $0.port = port
            }
        ]
        return response
    }
}
