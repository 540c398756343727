/// FindCoordinator, versions 0 to 5: which broker coordinates a group or a transactional id.
///
/// 1: the kind of key. 3: flexible. 4: several keys at once (KIP-699). 5: a transactional error code.
///
/// Whatever the version, the keys are in `keys`, and the answers in `coordinators`.
package struct FindCoordinatorRequest: WireStruct {
    package var keys: [String] = []
    /// 0: group; 1: transaction.
    package var keyType: Int8 = 0

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version <= 3 {
            var key = keys.first ?? ""
            try wire.string(&key)
            keys = [key]
        }
        if wire.version >= 1 { try wire.int8(&keyType) }
        if wire.version >= 4 { try wire.array(&keys) }
        try wire.endOfStruct()
    }
}

package struct FindCoordinatorResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var coordinators: [Coordinator] = []

    package init() {}

    package struct Coordinator: WireStruct {
        package var key = ""
        package var nodeID: Int32 = -1
        package var host = ""
        package var port: Int32 = -1
        package var errorCode = ErrorCode.none
        package var errorMessage: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&key)
            try address(&wire)
            try wire.errorCode(&errorCode)
            try wire.nullableString(&errorMessage)
            try wire.endOfStruct()
        }

        fileprivate mutating func address<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&nodeID)
            try wire.string(&host)
            try wire.int32(&port)
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 1 { try wire.int32(&throttleTimeMilliseconds) }
        if wire.version >= 4 {
            try wire.array(&coordinators)
        } else {
            var coordinator = coordinators.first ?? Coordinator()
            try wire.errorCode(&coordinator.errorCode)
            if wire.version >= 1 { try wire.nullableString(&coordinator.errorMessage) }
            try coordinator.address(&wire)
            coordinators = [coordinator]
        }
        try wire.endOfStruct()
    }
}
