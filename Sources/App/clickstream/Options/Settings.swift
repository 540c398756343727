import ClickSink
import Configuration
import FoundationEssentials
import KafkaClient
import Logging
import SystemPackage

/// The options of a run: a flag beats the environment, which beats the configuration file, which beats the
/// default.
struct Settings {
    private let environment: [String: String]
    private let reader: ConfigReader
    private let flags: Flags
    private var forcesEmbeddedBroker = false

    let dataDirectory: String
    let logLevel: Logger.Level

    /// Reads the environment and the configuration file.
    /// - Parameter defaultLogLevel: `info` for what runs as a server, so that its log tells its story;
    ///   `warning` for tools.
    /// - Throws: `UsageError` for a file that is missing or not JSON, and for a value that makes no sense.
    init(
        _ flags: Flags, defaultLogLevel: Logger.Level = .warning,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        self.flags = flags
        self.environment = environment
        let variables = EnvironmentVariablesProvider(environmentVariables: environment)
            .prefixKeys(with: "clickstream")
        let early = ConfigReader(provider: variables)
        let directory = flags.dataDir ?? early.string(forKey: "data-dir") ?? ".clickstream"
        let named = flags.config ?? early.string(forKey: "config")
        var providers: [any ConfigProvider] = [variables]
        if let path = named ?? Self.existing("\(directory)/clickstream.json") {
            try ConfigurationFile.check(path)
            providers.append(try await Self.file(path))
        }
        reader = ConfigReader(providers: providers)
        dataDirectory = flags.dataDir ?? reader.string(forKey: "data-dir") ?? ".clickstream"
        logLevel = try Self.level(
            flags.logLevel ?? reader.string(forKey: "log-level") ?? defaultLogLevel.rawValue)
        try checkTopic()
    }

    /// The servers of the user's own Kafka, or `nil` for the embedded broker.
    var bootstrapServers: String? {
        forcesEmbeddedBroker
            ? nil : nonempty(flags.bootstrapServers ?? reader.string(forKey: "bootstrap-servers"))
    }

    var topic: String { flags.topic ?? reader.string(forKey: "topic") ?? "website_clicks" }

    /// - Throws: `UsageError` where it is not a name that Kafka allows.
    private func checkTopic() throws {
        let marks = Set(".-_".utf8)
        let isAllowed = topic.utf8.allSatisfy { byte in
            marks.contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte)
        }
        guard isAllowed, (1...249).contains(topic.utf8.count), topic != ".", topic != ".." else {
            throw UsageError(
                "A topic's name has 1 to 249 of the characters a-z, A-Z, 0-9, . _ and -, unlike \"\(topic)\"."
            )
        }
    }

    /// - Throws: `UsageError` where it is not from 1 to 10,000.
    func partitions() throws -> Int {
        let count = try flags.partitions ?? integer("partitions") ?? 4
        guard (1...10_000).contains(count) else {
            throw UsageError("--partitions takes a number from 1 to 10000, not \(count).")
        }
        return count
    }

    /// Where the embedded broker listens.
    func listenAddress() throws -> ListenAddress {
        try ListenAddress(flags.listen ?? reader.string(forKey: "listen") ?? "127.0.0.1:9092")
    }

    /// What was asked for explicitly, for commands that would rather use a broker that is already there.
    var isListenAddressGiven: Bool { (flags.listen ?? reader.string(forKey: "listen")) != nil }

    /// - Throws: `UsageError` for a property without a value.
    func kafkaProperties() throws -> [(name: String, value: String)] {
        let given =
            flags.kafkaProperties.isEmpty
            ? reader.stringArray(forKey: "kafka-property", default: []) : flags.kafkaProperties
        return try given.map { property in
            guard let equals = property.firstIndex(of: "="), equals != property.startIndex else {
                throw UsageError("--kafka-property takes name=value, not \"\(property)\".")
            }
            return (String(property[..<equals]), String(property[property.index(after: equals)...]))
        }
    }

    /// How to reach the user's own PostgreSQL, or `nil` for the private server. Empty: as the PG* variables
    /// say.
    var databaseURL: String? {
        if let flag = nonempty(flags.databaseURL) { return flag }
        if let variable = nonempty(environment["DATABASE_URL"]) { return variable }
        let libpq = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"]
        if libpq.contains(where: { nonempty(environment[$0]) != nil }) { return "" }
        return nonempty(reader.string(forKey: "database-url"))
    }

    /// How long clicks are kept; `nil` for ever.
    /// - Throws: `UsageError`.
    func retention() throws -> RetentionPeriod? {
        // An empty variable is one that is not set; an empty option is a mistake, and would keep everything.
        if let flag = flags.retention { return try RetentionPeriod(flag) }
        return try nonempty(reader.string(forKey: "retention")).map { try RetentionPeriod($0) }
    }

    /// What the sink does about a log that is not the one it has stored.
    /// - Throws: `UsageError`.
    func onNewTopic() throws -> ClickSinkConfiguration.NewLogBehavior {
        let text = flags.onNewTopic ?? reader.string(forKey: "on-new-topic") ?? "stop"
        guard let behavior = ClickSinkConfiguration.NewLogBehavior(rawValue: text) else {
            throw UsageError("--on-new-topic takes stop or start-over, not \"\(text)\".")
        }
        return behavior
    }

    /// Before anything is started.
    /// - Throws: `UsageError`.
    func checkSinkOptions() throws {
        _ = try retention()
        _ = try onNewTopic()
    }

    /// The same settings with the embedded broker, whatever Kafka they name.
    func withEmbeddedBroker() -> Settings {
        var copy = self
        copy.forcesEmbeddedBroker = true
        return copy
    }

    /// A text of the environment or the configuration file.
    func text(_ name: String) -> String? { nonempty(reader.string(forKey: ConfigKey(name))) }

    /// Texts: those given on the command line, or else those of the environment or the configuration file.
    func texts(_ name: String, _ given: [String]) -> [String] {
        given.isEmpty ? reader.stringArray(forKey: ConfigKey(name), default: []) : given
    }

    /// - Throws: `UsageError` where the environment or the file has neither true nor false.
    func flag(_ name: String) throws -> Bool {
        if let value = reader.bool(forKey: ConfigKey(name)) { return value }
        guard let text = text(name) else { return false }
        throw UsageError("\(Self.variable(name)) takes true or false, not \"\(text)\".")
    }

    private static func variable(_ name: String) -> String {
        "CLICKSTREAM_" + name.uppercased().replacing("-", with: "_")
    }

    /// - Throws: `UsageError` where the environment or the file has something that is no integer.
    private func integer(_ name: String) throws -> Int? {
        if let number = reader.int(forKey: ConfigKey(name)) { return number }
        guard let text = text(name) else { return nil }
        throw UsageError(
            "\(Self.variable(name)) (or \(name) in the configuration file) takes a number, not \"\(text)\".")
    }

    private func nonempty(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func existing(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private static func file(_ path: String) async throws -> FileProvider<JSONSnapshot> {
        do {
            return try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
        } catch {
            throw UsageError(
                "The configuration file \(path) cannot be read as JSON; correct it, or name another with --config."
            )
        }
    }

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name.lowercased()) else {
            let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("--log-level takes one of \(names), not \"\(name)\".")
        }
        return level
    }
}
