/// DescribeCluster, versions 0 and 1: the cluster's id and its brokers (KIP-700). Flexible from the start.
///
/// 1: whether brokers or controllers are meant (KIP-919).
package struct DescribeClusterRequest: WireStruct {
    package var includeAuthorizedOperations = false
    package var endpointType: Int8 = Self.brokers

    package init() {}

    package static let brokers: Int8 = 1
    package static let controllers: Int8 = 2

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.boolean(&includeAuthorizedOperations)
        if wire.version >= 1 { try wire.int8(&endpointType) }
        try wire.endOfStruct()
    }
}

package struct DescribeClusterResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var errorMessage: String?
    package var endpointType: Int8 = DescribeClusterRequest.brokers
    package var clusterID = ""
    package var controllerID: Int32 = -1
    package var brokers: [Broker] = []
    package var authorizedOperations = Int32.min

    package init() {}

    package struct Broker: WireStruct {
        package var nodeID: Int32 = 0
        package var host = ""
        package var port: Int32 = 0
        package var rack: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&nodeID)
            try wire.string(&host)
            try wire.int32(&port)
            try wire.nullableString(&rack)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.errorCode(&errorCode)
        try wire.nullableString(&errorMessage)
        if wire.version >= 1 { try wire.int8(&endpointType) }
        try wire.string(&clusterID)
        try wire.int32(&controllerID)
        try wire.array(&brokers)
        try wire.int32(&authorizedOperations)
        try wire.endOfStruct()
    }
}
