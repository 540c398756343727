internal import CLibpq

/// One `PGconn`, from its start to `PQfinish`. Every libpq call on a connection stands in this folder.
///
/// Not Sendable: libpq allows one thread at a time. After `close` every call fails or does nothing.
final class ConnectionHandle {
    enum TransactionStatus {
        case idle, active, inTransaction, failedTransaction, unknown
    }

    private(set) var pointer: OpaquePointer?
    /// What `PQsetNoticeReceiver` is handed; lives as long as the connection.
    let notices = NoticeReceiver()

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
        notices.attach(to: pointer)
    }

    deinit { close() }

    func close() {
        guard let pointer else { return }
        PQfinish(pointer)
        self.pointer = nil
    }

    var isGood: Bool { pointer != nil && PQstatus(pointer) == CONNECTION_OK }
    var serverVersion: Int { pointer == nil ? 0 : Int(PQserverVersion(pointer)) }
    var backendID: Int32 { pointer == nil ? 0 : PQbackendPID(pointer) }

    var transactionStatus: TransactionStatus {
        guard pointer != nil else { return .unknown }
        return switch PQtransactionStatus(pointer) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .failedTransaction
        default: .unknown
        }
    }

    var errorMessage: String {
        guard pointer != nil else { return "the connection is closed" }
        return ConnectFailure.oneLine(PQerrorMessage(pointer).map { String(cString: $0) } ?? "")
    }

    func parameterStatus(_ name: String) -> String? {
        pointer == nil ? nil : PQparameterStatus(pointer, name).map { String(cString: $0) }
    }

    // Each `send…` hands the whole statement to the socket and returns; answers come from `nextResult`.

    func send(_ sql: String) -> Bool { pointer != nil && PQsendQuery(pointer, sql) == 1 }

    func send(_ sql: String, _ values: ParameterBlock) -> Bool {
        guard pointer != nil else { return false }
        return values.withPointers { count, pointers in
            PQsendQueryParams(pointer, sql, count, nil, pointers, nil, nil, 0) == 1
        }
    }

    func sendPrepare(_ name: String, _ sql: String) -> Bool {
        pointer != nil && PQsendPrepare(pointer, name, sql, 0, nil) == 1
    }

    func sendPrepared(_ name: String, _ values: ParameterBlock) -> Bool {
        guard pointer != nil else { return false }
        return values.withPointers { count, pointers in
            PQsendQueryPrepared(pointer, name, count, pointers, nil, nil, 0) == 1
        }
    }

    /// - Parameter binary: `$1`, in its type's binary form; the others are texts.
    func sendPrepared(_ name: String, binary: UnsafeRawBufferPointer, _ values: ParameterBlock) -> Bool {
        guard pointer != nil, let length = Int32(exactly: binary.count) else { return false }
        return values.withPointers(behind: binary.baseAddress) { count, pointers in
            var lengths = [Int32](repeating: 0, count: Int(count))
            var formats = lengths
            lengths[0] = length
            formats[0] = 1
            return PQsendQueryPrepared(pointer, name, count, pointers, lengths, formats, 0) == 1
        }
    }

    // Between `enterPipeline` and `leavePipeline` statements are only sent; `endPipeline` marks their end,
    // and then `nextResult` gives each one's results and a `nil`, and a result for the end.

    func enterPipeline() -> Bool { pointer != nil && PQenterPipelineMode(pointer) == 1 }
    func endPipeline() -> Bool { pointer != nil && PQpipelineSync(pointer) == 1 }
    func leavePipeline() -> Bool { pointer != nil && PQexitPipelineMode(pointer) == 1 }

    /// Blocks until the next result of the current statement is here; `nil` once there are no more.
    func nextResult() -> ResultHandle? {
        guard pointer != nil else { return nil }
        return PQgetResult(pointer).map { ResultHandle(owning: $0) }
    }

    /// Blocks while the socket is full. `count` fits `Int32` (the caller cuts).
    func putCopyData(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard pointer != nil else { return false }
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return PQputCopyData(pointer, start, Int32(bytes.count)) == 1
    }

    /// - Parameter refusal: `nil` ends the COPY well; a text makes the server fail it with that text.
    func putCopyEnd(refusal: String?) -> Bool {
        pointer != nil && PQputCopyEnd(pointer, refusal) == 1
    }

    enum CopyOutStep { case row, end, failure }

    /// Blocks for the next row of a COPY to us, and lends its bytes to `body`.
    func nextCopyRow(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows -> CopyOutStep {
        guard pointer != nil else { return .failure }
        var row: UnsafeMutablePointer<CChar>?
        let count = PQgetCopyData(pointer, &row, 0)
        guard let row else { return count == -1 ? .end : .failure }
        defer { PQfreemem(row) }
        try body(UnsafeRawBufferPointer(start: row, count: Int(max(count, 0))))
        return .row
    }

    /// `text` as an SQL literal, quotes included; safe whatever it holds.
    func literal(_ text: String) -> String? {
        text.withCString { start in
            guard let pointer, let quoted = PQescapeLiteral(pointer, start, text.utf8.count) else {
                return nil
            }
            defer { PQfreemem(quoted) }
            return String(cString: quoted)
        }
    }

    /// `text` as an SQL name, quotes included.
    func identifier(_ text: String) -> String? {
        text.withCString { start in
            guard let pointer, let quoted = PQescapeIdentifier(pointer, start, text.utf8.count) else {
                return nil
            }
            defer { PQfreemem(quoted) }
            return String(cString: quoted)
        }
    }

    /// What to wait on for the server to speak; `nil` where there is no connection.
    var socket: Int32? { pointer.map { PQsocket($0) }.flatMap { $0 < 0 ? nil : $0 } }

    /// Takes in what has arrived, without waiting.
    func consumeInput() -> Bool { pointer != nil && PQconsumeInput(pointer) == 1 }

    /// The next notification that has arrived.
    func nextNotification() -> (channel: String, payload: String)? {
        guard let pointer, let notice = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(notice) }
        return (String(cString: notice.pointee.relname), String(cString: notice.pointee.extra))
    }

    func makeCanceller() -> PostgresCanceller? {
        pointer.flatMap { PQgetCancel($0) }.map { PostgresCanceller(owning: $0) }
    }
}
