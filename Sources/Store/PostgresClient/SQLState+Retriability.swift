extension PostgresError {
    /// Whether the same work can succeed later without a person changing anything.
    package enum Retriability: Hashable, Sendable {
        /// A passing condition: wait, and do the whole transaction again, on a new connection if this one
        /// broke.
        case retriable
        /// The same again will fail the same way: a setting, a right, the schema or the data has to change.
        case permanent
        /// Not known to be either.
        case unknown
    }
}

extension SQLState {
    /// The one table that says which conditions pass by themselves: a whole code beats its class.
    package var retriability: PostgresError.Retriability {
        if let exact = Self.retriabilityByCode[code] { return exact }
        return Self.retriabilityByClass[String(errorClass)] ?? .unknown
    }

    private static let retriabilityByCode: [String: PostgresError.Retriability] = [
        "08P01": .permanent,  // protocol violation: our bug or not PostgreSQL
        "25006": .retriable,  // read-only: a standby that is about to be promoted, or a failover under way
        "25P03": .retriable,  // idle in transaction for too long
        "55006": .retriable,  // object in use
        "55P03": .retriable,  // lock time-out
        "57014": .retriable,  // cancelled: statement_timeout, or somebody's pg_cancel_backend
        "57P01": .retriable,  // shutting down
        "57P02": .retriable,  // crashed
        "57P03": .retriable,  // starting up
        "57P04": .permanent,  // database dropped
        "57P05": .retriable,  // idle for too long
        "58030": .retriable,  // input/output error
        "58P01": .permanent,  // a file of the server is missing
        "58P02": .permanent,
        "XX001": .permanent,  // corrupted data
        "XX002": .permanent,  // corrupted index
    ]

    private static let retriabilityByClass: [String: PostgresError.Retriability] = [
        "08": .retriable,  // connection
        "0A": .permanent,  // feature not supported
        "21": .permanent,
        "22": .permanent,  // data
        "23": .permanent,  // integrity constraint
        "28": .permanent,  // authorization
        "2B": .permanent,
        "3D": .permanent,  // no such database
        "3F": .permanent,  // no such schema
        "40": .retriable,  // transaction rolled back: serialization, deadlock
        "42": .permanent,  // syntax, names, rights
        "44": .permanent,
        "53": .retriable,  // resources: disk full, out of memory, too many connections
        "54": .permanent,  // program limit exceeded
        "F0": .permanent,  // the server's configuration
    ]
}
