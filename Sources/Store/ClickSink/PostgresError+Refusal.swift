internal import PostgresClient

extension PostgresError {
    /// The server objects to a value, not to the statement or to the state it is in: SQLSTATE classes 21, 22,
    /// 23 and 54.
    var isRefusalOfData: Bool {
        guard let code = sqlState?.code else { return false }
        return ["21", "22", "23", "54"].contains(code.prefix(2))
    }

    /// A limit of the server was met, at no row in particular, as where the queue of notices is full because
    /// a session listens and never reads.
    var mayBeAboutNotice: Bool { sqlState?.code == "54000" && copyLine == nil }

    /// The row of the clicks' `COPY` at which the server stopped, counted from 1.
    ///
    /// PostgreSQL says it in the error's context only: `COPY user_clicks, line 12, column price`.
    var copyLine: Int? {
        // Not the rejections' COPY: its rows are others.
        for start in ["COPY user_clicks, line ", "COPY staged_clicks, line "] {
            guard let context, context.hasPrefix(start) else { continue }
            return Int(context.dropFirst(start.count).prefix { $0.isNumber })
        }
        return nil
    }
}
