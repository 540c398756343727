/// Where PostgreSQL is and who we are there. No part of it prints a password.
package struct PostgresConfiguration: Sendable {
    /// A URL (`postgresql://…`), libpq's `key=value` form, or "" for the PG* environment and libpq's
    /// defaults.
    package var connectionString: String
    /// libpq keywords that win over the connection string, in order: `("dbname", "clicks")`.
    package var settings: [(name: String, value: String)]
    /// What `pg_stat_activity` shows, unless the connection string says otherwise.
    package var applicationName: String

    /// Seconds until an attempt to connect gives up, unless the connection string or PGCONNECT_TIMEOUT says.
    package static let connectTimeoutSeconds = 10

    package init(
        connectionString: String, applicationName: String = "clickstream",
        settings: [(name: String, value: String)] = []
    ) {
        self.connectionString = connectionString
        self.applicationName = applicationName
        self.settings = settings
    }

    /// The server's name or address, or the directory of its Unix socket.
    package var host: String { value(of: "host", otherwise: "local socket") }
    package var port: String { value(of: "port", otherwise: "5432") }
    package var user: String { value(of: "user", otherwise: "") }
    package var database: String { value(of: "dbname", otherwise: user) }

    private func value(of keyword: String, otherwise fallback: String) -> String {
        let found = try? ConnectionOptions(self).value(of: keyword)
        return found ?? fallback
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `database "clicks" as user "app" at 127.0.0.1:5432`.
    package var description: String {
        guard let options = try? ConnectionOptions(self) else { return "a database with an invalid address" }
        let user = options.value(of: "user")
        let database = options.value(of: "dbname") ?? user
        let host = options.value(of: "hostaddr") ?? options.value(of: "host")
        let port = options.value(of: "port") ?? "5432"
        var text = database.map { "database \"\($0)\"" } ?? "the default database"
        if let user { text += " as user \"\(user)\"" }
        switch host {
        case .some(let host) where host.hasPrefix("/"): text += " on socket \(host)/.s.PGSQL.\(port)"
        case .some(let host): text += " at \(host):\(port)"
        case nil: text += " on the local socket, port \(port)"
        }
        return text
    }

    package var debugDescription: String { description }

    /// `dump` and string interpolation of optionals go through here: the password stays out of both.
    package var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}
