// swift-tools-version: 6.3

import PackageDescription

// One array for every target of ours: SwiftPM has no package-wide setting.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioLocks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// Homebrew keeps the headers where only pkg-config finds them. Elsewhere they are in the common place, and
// simdjson's pkg-config file has a flag that SwiftPM warns about.
#if os(macOS)
    let simdjsonPkgConfig: String? = "simdjson"
#else
    let simdjsonPkgConfig: String? = nil
#endif

/// A library target: `Sources/<group>/<name>`.
func library(_ name: String, in group: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(group)/\(name)",
        swiftSettings: settings)
}

/// A library for tests: `Tests/<name>`.
func support(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

/// A test target: `Tests/<name>`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "clickstream",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "clickstream", targets: ["clickstream"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.4.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
    ],
    targets: [
        // Base: what has nothing to do with clicks.
        library("DedicatedThread", in: "Base"),

        // C: module maps and shims; imported only in CInterop/ folders.
        .systemLibrary(
            name: "CLibpq", path: "Sources/C/CLibpq", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CLibrdkafka", path: "Sources/C/CLibrdkafka", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]),
        .systemLibrary(
            name: "CSimdjsonLibrary", path: "Sources/C/CSimdjsonLibrary", pkgConfig: simdjsonPkgConfig,
            providers: [.apt(["libsimdjson-dev"]), .brew(["simdjson"])]),
        .target(
            name: "CSimdjson", dependencies: ["CSimdjsonLibrary"], path: "Sources/C/CSimdjson",
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CEmbedded", path: "Sources/C/CEmbedded", exclude: ["sql", "web"]),

        // Click: the event.
        library("ClickModel", in: "Click", ["CSimdjson"]),

        // Ingest: where clicks come from.
        library("TrafficSimulator", in: "Ingest", ["ClickModel"]),
        library("ClickImport", in: "Ingest", ["ClickModel", crypto]),

        // Log: the Kafka protocol, our broker, and the client.
        library("KafkaRecords", in: "Log"),
        library("KafkaProtocol", in: "Log", [nioCore]),
        library("KafkaLog", in: "Log", ["KafkaRecords", "DedicatedThread", logging]),
        library(
            "KafkaBroker", in: "Log",
            [
                "KafkaLog", "KafkaProtocol", "KafkaRecords", logging, nioCore, nioPosix, nioLocks,
                serviceLifecycle, systemPackage,
            ]),
        library("KafkaClient", in: "Log", ["CLibrdkafka", "DedicatedThread", logging]),

        // Store: PostgreSQL.
        library("PostgresClient", in: "Store", ["CLibpq", "DedicatedThread"]),
        library("PrivatePostgres", in: "Store", ["PostgresClient", logging, subprocess, systemPackage]),
        library("ClickRollups", in: "Store", ["ClickModel"]),
        library(
            "ClickStore", in: "Store", ["CEmbedded", "ClickModel", "ClickRollups", "PostgresClient", logging]),
        library(
            "ClickSink", in: "Store",
            [
                "ClickModel", "ClickStore", "DedicatedThread", "KafkaClient", "PostgresClient", histogram,
                logging, serviceLifecycle,
            ]),

        // Web: what a browser shows.
        library(
            "ClickConsole", in: "Web",
            [
                "CEmbedded", "ClickImport", "ClickModel", "ClickStore", "DedicatedThread", "KafkaClient",
                "PostgresClient", crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdCore, logging,
                nioCore,
                serviceLifecycle, systemPackage,
            ]),

        // App: the command line, the one place that puts the parts together.
        .executableTarget(
            name: "clickstream",
            dependencies: [
                "ClickConsole", "ClickImport", "ClickModel", "ClickSink", "ClickStore", "DedicatedThread",
                "KafkaBroker", "KafkaClient", "KafkaLog", "PostgresClient", "PrivatePostgres",
                "TrafficSimulator", argumentParser,
                configuration, histogram, logging, serviceLifecycle, subprocess, systemPackage, unixSignals,
            ],
            path: "Sources/App/clickstream", swiftSettings: settings),

        // Counts what the sink does with an event; for `make bench`.
        .executableTarget(
            name: "hot-path", dependencies: ["ClickSink", "TrafficSimulator", subprocess, systemPackage],
            path: "Benchmarks/HotPath", swiftSettings: settings),

        // What tests share: a mock of Kafka, a PostgreSQL server, the built program, a browser.
        support("TestKafka", ["CLibrdkafka", "DedicatedThread"]),
        support("TestPostgres", ["PostgresClient"]),
        support("TestProgram", ["TestPostgres", "clickstream"]),
        support("TestBrowser", []),

        tests("DedicatedThreadTests", ["DedicatedThread"]),
        tests("ClickModelTests", ["ClickModel"]),
        tests("TrafficSimulatorTests", ["ClickModel", "TrafficSimulator"]),
        tests("ClickImportTests", ["ClickImport", "ClickModel"]),
        tests("KafkaRecordsTests", ["KafkaRecords"]),
        tests("KafkaProtocolTests", ["KafkaProtocol", nioCore]),
        tests("KafkaLogTests", ["DedicatedThread", "KafkaLog", "KafkaRecords", logging]),
        tests(
            "KafkaBrokerTests",
            [
                "KafkaBroker", "KafkaLog", "KafkaProtocol", "KafkaRecords", logging, nioCore, nioEmbedded,
                nioPosix,
                serviceLifecycle, subprocess, systemPackage,
            ]),
        tests("KafkaClientTests", ["DedicatedThread", "KafkaClient", "TestKafka", logging]),
        tests("PostgresClientTests", ["DedicatedThread", "PostgresClient", "TestPostgres"]),
        tests(
            "PrivatePostgresTests", ["PostgresClient", "PrivatePostgres", logging, subprocess, systemPackage]),
        tests("ClickRollupsTests", ["ClickRollups"]),
        tests(
            "ClickStoreTests",
            [
                "ClickModel", "ClickRollups", "ClickStore", "DedicatedThread", "PostgresClient",
                "TestPostgres", logging,
            ]),
        tests(
            "ClickSinkTests", ["ClickSink", "ClickStore", "PostgresClient", "TestPostgres", logging]),
        tests(
            "ClickConsoleTests",
            [
                "ClickConsole", "ClickStore", "DedicatedThread", "KafkaClient", "PostgresClient", "TestKafka",
                "TestPostgres", "TestProgram", httpTypes, logging, nioCore, serviceLifecycle,
            ]),
        tests("PipelineTests", ["PostgresClient", "TestKafka", "TestPostgres", "TestProgram"]),
        tests("CrashTests", ["TestProgram"]),
        tests("BrowserTests", ["TestBrowser", "TestProgram"]),
        tests("TidyTests", []),
    ],
    cxxLanguageStandard: .cxx17
)
