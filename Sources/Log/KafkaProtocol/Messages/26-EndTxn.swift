/// EndTxn, versions 0 to 3: commits a transaction, or aborts it (KIP-98).
///
/// 1 and 2: the bytes are those of 0; 2: PRODUCER_FENCED. 3: flexible.
package struct EndTxnRequest: WireStruct {
    package var transactionalID = ""
    package var producerID: Int64 = 0
    package var producerEpoch: Int16 = 0
    package var isCommitted = false

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.string(&transactionalID)
        try wire.int64(&producerID)
        try wire.int16(&producerEpoch)
        try wire.boolean(&isCommitted)
        try wire.endOfStruct()
    }
}

package struct EndTxnResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var errorCode = ErrorCode.none

    package init() {}

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.errorCode(&errorCode)
        try wire.endOfStruct()
    }
}
