/// What went wrong between us and PostgreSQL.
///
/// `description` is one sentence that a person can act on. It holds no password and no statement parameter;
/// `detail` may quote values of the row at fault, so keep it out of logs that others read.
package struct PostgresError: Error, Equatable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// No connection, or it broke in the middle.
        case connection
        /// The server refused a statement.
        case server
        /// The server answered what this call does not expect (a COPY where rows were due).
        case `protocol`
        /// Our caller's mistake, found before anything was sent.
        case client
    }

    package var kind: Kind
    package var sqlState: SQLState?
    /// `ERROR`, `FATAL` or `PANIC`; not translated.
    package var severity: String?
    package var message: String
    package var detail: String?
    package var hint: String?
    package var context: String?
    package var schema: String?
    package var table: String?
    package var constraint: String?
    /// The statement's beginning, with white space squeezed; never its parameters.
    package var statement: String?
    /// Whom we spoke to, as `PostgresConfiguration.description` has it; set where connecting failed.
    package var server: String?
    package var retriability: Retriability

    package init(
        _ kind: Kind, _ message: String, sqlState: SQLState? = nil, statement: String? = nil,
        server: String? = nil, retriability: Retriability? = nil
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.statement = statement.map(Self.shortened)
        self.server = server
        self.retriability =
            retriability ?? sqlState?.retriability ?? (kind == .connection ? .retriable : .permanent)
    }

    /// Whether the session is over with this error: the server closes the connection after FATAL and PANIC.
    package var endsConnection: Bool {
        kind == .connection || severity == "FATAL" || severity == "PANIC"
    }

    /// The first 160 characters, on one line.
    static func shortened(_ sql: String) -> String {
        let words = sql.prefix(1_000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 160 ? words.prefix(160) + "…" : words
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        var sentence =
            switch kind {
            case .connection where server != nil: "Could not connect to \(server ?? ""): \(message)"
            case .connection: "The connection to PostgreSQL broke: \(message)"
            case .server: "PostgreSQL refused \(quotedStatement): \(message)"
            case .protocol: "PostgreSQL gave an unexpected answer to \(quotedStatement): \(message)"
            case .client: message
            }
        if let sqlState { sentence += " (SQLSTATE \(sqlState))" }
        if let advice { sentence += "; \(advice)" }
        return sentence.hasSuffix(".") ? sentence : sentence + "."
    }

    private var quotedStatement: String { statement.map { "\"\($0)\"" } ?? "a statement" }

    /// What a person can do about it, for the errors that only a person can end.
    private var advice: String? {
        switch sqlState?.code {
        case "28P01": "check the user and the password in the database URL, or PGPASSWORD"
        case "28000": "check the user name, and what the server's pg_hba.conf allows it"
        case "3D000": "create that database, or correct its name in the database URL"
        case "3F000": "create the schema, or correct search_path for this role"
        case "42501": "grant the role that right, or connect as a role that has it"
        case "55P03": "another session holds a lock on it: pg_blocking_pids and pg_stat_activity tell whose"
        case "53300": "raise max_connections, or close other sessions"
        case "53100": "free some room on the server's disk"
        case "25006": "connect to the primary server"
        default: hint
        }
    }
}
