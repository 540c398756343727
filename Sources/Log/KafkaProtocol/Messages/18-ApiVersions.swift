/// ApiVersions, versions 0 to 4: which requests the broker answers, and in which versions (KIP-35).
///
/// 3: flexible, and the client says what it is (KIP-511). The answer's header is never flexible. 4: the bytes
/// are those of 3. The tagged fields of the answer (features of a cluster) don't concern a single broker.
package struct ApiVersionsRequest: WireStruct {
    package var clientSoftwareName = ""
    package var clientSoftwareVersion = ""

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 {
            try wire.string(&clientSoftwareName)
            try wire.string(&clientSoftwareVersion)
        }
        try wire.endOfStruct()
    }
}

package struct ApiVersionsResponse: WireStruct {
    package var errorCode = ErrorCode.none
    package var apis: [API] = []
    package var throttleTimeMilliseconds: Int32 = 0

    package init() {}

    /// The table of what we answer.
    package static func supported(errorCode: ErrorCode = .none) -> ApiVersionsResponse {
        ApiVersionsResponse {
            $0.errorCode = errorCode
            $0.apis = APIKey.allCases.map { api in
                API {
                    $0.key = api.rawValue
                    $0.minimumVersion = api.versions.lowerBound
                    $0.maximumVersion = api.versions.upperBound
                }
            }
        }
    }

    package struct API: WireStruct {
        package var key: Int16 = 0
        package var minimumVersion: Int16 = 0
        package var maximumVersion: Int16 = 0

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int16(&key)
            try wire.int16(&minimumVersion)
            try wire.int16(&maximumVersion)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.errorCode(&errorCode)
        try wire.array(&apis)
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.endOfStruct()
    }
}
