/// What each target may import: the design's edges, all of them. `Package.swift` must say the same, and the
/// files of a target may import nothing else. Think hard before you add a line: whatever points forward along
/// the way of a click (Click, Ingest, Log, Store, Web) is wrong.
struct Layer: Sendable {
    let folder: String
    /// Targets of this package.
    let own: Set<String>
    /// Modules of other packages.
    let foreign: Set<String>
    /// From the root, where it is not `Sources/<folder>/<name>`.
    private let path: String?

    init(
        _ group: String, _ own: Set<String> = [], _ foreign: Set<String> = [], path: String? = nil
    ) {
        folder = group
        self.own = own
        self.foreign = foreign
        self.path = path
    }

    func path(of name: String) -> String { path ?? "Sources/\(folder)/\(name)" }

    static let all: [String: Layer] = [
        "DedicatedThread": Layer("Base"),

        "ClickModel": Layer("Click", ["CSimdjson"]),

        "TrafficSimulator": Layer("Ingest", ["ClickModel"]),
        "ClickImport": Layer("Ingest", ["ClickModel"], ["Crypto"]),

        "KafkaRecords": Layer("Log"),
        "KafkaProtocol": Layer("Log", [], ["NIOCore"]),
        "KafkaLog": Layer("Log", ["DedicatedThread", "KafkaRecords"], ["Logging"]),
        "KafkaBroker": Layer(
            "Log", ["KafkaLog", "KafkaProtocol", "KafkaRecords"],
            ["Logging", "NIOConcurrencyHelpers", "NIOCore", "NIOPosix", "ServiceLifecycle", "SystemPackage"]),
        "KafkaClient": Layer("Log", ["CLibrdkafka", "DedicatedThread"], ["Logging"]),

        "PostgresClient": Layer("Store", ["CLibpq", "DedicatedThread"]),
        "PrivatePostgres": Layer("Store", ["PostgresClient"], ["Logging", "Subprocess", "SystemPackage"]),
        "ClickRollups": Layer("Store", ["ClickModel"], []),
        "ClickStore": Layer(
            "Store", ["CEmbedded", "ClickModel", "ClickRollups", "PostgresClient"], ["Logging"]),
        "ClickSink": Layer(
            "Store", ["ClickModel", "ClickStore", "DedicatedThread", "KafkaClient", "PostgresClient"],
            ["Histogram", "Logging", "ServiceLifecycle"]),

        "ClickConsole": Layer(
            "Web",
            [
                "CEmbedded", "ClickImport", "ClickModel", "ClickStore", "DedicatedThread", "KafkaClient",
                "PostgresClient",
            ],
            [
                "Crypto", "CryptoExtras", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore",
                "ServiceLifecycle", "SystemPackage",
            ]),

        "clickstream": Layer(
            "App",
            [
                "ClickConsole", "ClickImport", "ClickModel", "ClickSink", "ClickStore", "DedicatedThread",
                "KafkaBroker", "KafkaClient", "KafkaLog", "PostgresClient", "PrivatePostgres",
                "TrafficSimulator",
            ],
            [
                "ArgumentParser", "Configuration", "Histogram", "Logging", "ServiceLifecycle", "Subprocess",
                "SystemPackage", "UnixSignals",
            ]),

        "hot-path": Layer(
            "Benchmarks", ["ClickSink", "TrafficSimulator"], ["Subprocess", "SystemPackage"],
            path: "Benchmarks/HotPath"),
    ]

    /// The system's own modules, free for all but the targets without I/O.
    static let system: Set<String> = [
        "Darwin", "Dispatch", "Glibc", "Musl", "Swift", "Synchronization", "System",
        "_Concurrency",
    ]

    /// Targets that do no I/O. They may use the C library, for its mathematics, but none of its files,
    /// sockets, clocks and dice.
    static let pure: Set<String> = ["ClickModel", "TrafficSimulator", "KafkaRecords", "KafkaProtocol"]

    /// KafkaClient and the broker's side meet on the wire alone, so that a foreign client judges the broker.
    static let neverTogether: [(String, Set<String>)] = [
        ("KafkaClient", ["KafkaBroker", "KafkaProtocol", "KafkaLog", "KafkaRecords"]),
        ("KafkaBroker", ["KafkaClient"]),
        ("KafkaProtocol", ["KafkaClient"]),
        ("KafkaLog", ["KafkaProtocol", "NIOCore", "NIOPosix"]),
    ]

    static let groups = ["Base", "Click", "Ingest", "Log", "Store", "Web", "App", "Benchmarks"]
}
