/// InitProducerId, versions 0 to 5: an identity for an idempotent producer (KIP-98).
///
/// 2: flexible. 3: a producer that lost its place asks for a higher epoch of its own id (KIP-360).
/// 4: PRODUCER_FENCED. 5: a transactional error code.
package struct InitProducerIdRequest: WireStruct {
    package var transactionalID: String?
    package var transactionTimeoutMilliseconds: Int32 = 0
    package var producerID: Int64 = -1
    package var producerEpoch: Int16 = -1

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.nullableString(&transactionalID)
        try wire.int32(&transactionTimeoutMilliseconds)
        if wire.version >= 3 {
            try wire.int64(&producerID)
            try wire.int16(&producerEpoch)
        }
        try wire.endOfStruct()
    }
}

package struct InitProducerIdResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none
    package var producerID: Int64 = -1
    package var producerEpoch: Int16 = 0

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.errorCode(&errorCode)
        try wire.int64(&producerID)
        try wire.int16(&producerEpoch)
        try wire.endOfStruct()
    }
}
