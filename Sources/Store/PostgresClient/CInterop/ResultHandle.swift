internal import CLibpq

/// One `PGresult`, freed with its last reference. Every libpq call on a result stands here.
///
/// `@unchecked Sendable`: libpq never changes a result once it has been handed out, and documents that it may
/// be passed between threads; nothing here changes it either.
final class ResultHandle: @unchecked Sendable {
    enum Status {
        case commandDone, rows, copyIn, copyOut, empty, failed, other
        /// Of a pipeline: the statement was skipped behind one that failed; the end of the pipeline.
        case skipped, pipelineEnd
    }

    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: Status {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK: .commandDone
        case PGRES_TUPLES_OK: .rows
        case PGRES_COPY_IN: .copyIn
        case PGRES_COPY_OUT: .copyOut
        case PGRES_EMPTY_QUERY: .empty
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE: .failed
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_PIPELINE_SYNC: .pipelineEnd
        default: .other
        }
    }

    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// Rows that INSERT, UPDATE, DELETE, COPY … touched, or SELECT returned; 0 for other commands.
    var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    func columnName(_ column: Int) -> String? {
        PQfname(pointer, Int32(clamping: column)).map { String(cString: $0) }
    }

    /// - Returns: `nil` for NULL and for a place outside of the result. Valid while this object lives.
    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        guard (0..<rowCount).contains(row), (0..<columnCount).contains(column) else { return nil }
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(pointer, row, column) == 0 else { return nil }
        let count = Int(PQgetlength(pointer, row, column))
        return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: count)
    }

    func error(statement: String?) -> PostgresError {
        let message = field(PG_DIAG_MESSAGE_PRIMARY) ?? wholeMessage
        let state = field(PG_DIAG_SQLSTATE).flatMap { SQLState($0) }
        var error = PostgresError(
            state == nil ? .connection : .server, message, sqlState: state, statement: statement)
        error.severity = field(PG_DIAG_SEVERITY_NONLOCALIZED) ?? field(PG_DIAG_SEVERITY)
        error.detail = field(PG_DIAG_MESSAGE_DETAIL)
        error.hint = field(PG_DIAG_MESSAGE_HINT)
        error.context = field(PG_DIAG_CONTEXT)
        error.schema = field(PG_DIAG_SCHEMA_NAME)
        error.table = field(PG_DIAG_TABLE_NAME)
        error.constraint = field(PG_DIAG_CONSTRAINT_NAME)
        if error.endsConnection { error.kind = .connection }
        return error
    }

    private var wholeMessage: String {
        let text = PQresultErrorMessage(pointer).map { String(cString: $0) } ?? ""
        return ConnectFailure.oneLine(text)
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { String(cString: $0) }
    }
}

extension PostgresNotice {
    /// Copies what a notice receiver is lent.
    init(lent result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        self.init(
            severity: field(PG_DIAG_SEVERITY_NONLOCALIZED) ?? field(PG_DIAG_SEVERITY) ?? "NOTICE",
            sqlState: field(PG_DIAG_SQLSTATE).flatMap { SQLState($0) },
            message: field(PG_DIAG_MESSAGE_PRIMARY)
                ?? ConnectFailure.oneLine(PQresultErrorMessage(result).map { String(cString: $0) } ?? ""))
    }
}

// Macros that Swift does not import: `postgres_ext.h`.
private let PG_DIAG_SEVERITY = code("S")
private let PG_DIAG_SEVERITY_NONLOCALIZED = code("V")
private let PG_DIAG_SQLSTATE = code("C")
private let PG_DIAG_MESSAGE_PRIMARY = code("M")
private let PG_DIAG_MESSAGE_DETAIL = code("D")
private let PG_DIAG_MESSAGE_HINT = code("H")
private let PG_DIAG_CONTEXT = code("W")
private let PG_DIAG_SCHEMA_NAME = code("s")
private let PG_DIAG_TABLE_NAME = code("t")
private let PG_DIAG_CONSTRAINT_NAME = code("n")

private func code(_ letter: UnicodeScalar) -> Int32 { Int32(letter.value) }
