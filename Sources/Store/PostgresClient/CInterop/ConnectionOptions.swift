internal import CLibpq

/// What a `PostgresConfiguration` comes to, as libpq reads it: the connection string, then the environment
/// and the service file, then libpq's defaults.
struct ConnectionOptions {
    private let given: [String: String]
    private let defaults: [String: String]
    private let configuration: PostgresConfiguration

    /// - Throws: `.client` where the connection string is malformed. The message quotes nothing of it, since
    ///   the part that libpq stumbles over is often half of a password.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        self.configuration = configuration
        var given = try Self.parse(configuration.connectionString)
        for (name, value) in configuration.settings { given[name] = value }
        self.given = given
        defaults = Self.take(PQconndefaults())
        guard Self.isSound(given, isURL: configuration.connectionString.contains("://")) else {
            throw PostgresError(.client, Self.invalid)
        }
    }

    func value(of keyword: String) -> String? {
        let value = given[keyword] ?? defaults[keyword]
        return value == "" ? nil : value
    }

    var namesSeveralHosts: Bool { (value(of: "hostaddr") ?? value(of: "host") ?? "").contains(",") }

    /// `nil` for no limit; libpq takes 1 for 2.
    var connectTimeoutMilliseconds: Int64? {
        let seconds = value(of: "connect_timeout").flatMap { Int64($0) }
        guard let seconds else { return Int64(PostgresConfiguration.connectTimeoutSeconds) * 1_000 }
        return seconds <= 0 ? nil : min(max(seconds, 2), 86_400) * 1_000
    }

    /// Keywords and values for `PQconnectStartParams(…, expand_dbname: 1)`: the later one wins.
    var parameters: [(name: String, value: String)] {
        var parameters = [
            (name: "fallback_application_name", value: configuration.applicationName),
            // A peer that is gone without a word is noticed within half a minute, in either direction.
            (name: "keepalives_idle", value: "10"), (name: "keepalives_interval", value: "5"),
            (name: "keepalives_count", value: "4"), (name: "tcp_user_timeout", value: "30000"),
        ]
        if value(of: "connect_timeout") == nil {
            parameters.append(("connect_timeout", String(PostgresConfiguration.connectTimeoutSeconds)))
        }
        parameters.append(("dbname", configuration.connectionString))
        parameters += configuration.settings
        parameters.append(("client_encoding", "UTF8"))
        return parameters
    }

    private static func parse(_ connectionString: String) throws(PostgresError) -> [String: String] {
        if connectionString.isEmpty { return [:] }
        let isURL = connectionString.hasPrefix("postgresql://") || connectionString.hasPrefix("postgres://")
        guard isURL || connectionString.contains("="), !connectionString.utf8.contains(0) else {
            throw PostgresError(.client, invalid)
        }
        var message: UnsafeMutablePointer<CChar>?
        defer { if let message { PQfreemem(message) } }
        guard let options = PQconninfoParse(connectionString, &message) else {
            throw PostgresError(.client, unknownOption(message.map { String(cString: $0) } ?? "") ?? invalid)
        }
        return take(options)
    }

    private static let invalid = """
        The database address is not valid: write postgresql://user:password@host:port/database or \
        host=… dbname=… user=…, and percent-encode @ / : ? and # inside a password in a URL
        """

    private static func unknownOption(_ message: String) -> String? {
        guard message.contains("connection option") || message.contains("query parameter"),
            let quoted = message.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first,
            quoted.utf8.count <= 32, quoted.utf8.allSatisfy({ (97...122).contains($0) || $0 == 95 })
        else { return nil }
        return "The database address has an option that libpq does not know: \(quoted)"
    }

    /// An unescaped `@` or `/` in a URL's password makes its rest a part of the host, the port or the
    /// database.
    private static func isSound(_ given: [String: String], isURL: Bool) -> Bool {
        let host = given["host"] ?? ""
        // Linux's abstract sockets begin with an @.
        let isHostSound = !host.dropFirst(host.hasPrefix("@") ? 1 : 0).contains("@")
        let isPortSound = (given["port"] ?? "").utf8.allSatisfy { (48...57).contains($0) || $0 == 44 }
        let isDatabaseSound = !isURL || !(given["dbname"] ?? "").contains("@")
        return isHostSound && isPortSound && isDatabaseSound
    }

    private static func take(_ options: UnsafeMutablePointer<PQconninfoOption>?) -> [String: String] {
        guard let options else { return [:] }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                values[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return values
    }
}
