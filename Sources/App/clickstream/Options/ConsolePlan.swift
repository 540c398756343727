import ClickConsole
import FoundationEssentials
import Logging

/// The console as the options, the environment and the configuration file want it, with its files read.
struct ConsolePlan {
    static let defaultAddress = "127.0.0.1:9000"

    let configuration: ConsoleConfiguration
    private let exposedFiles: [String]

    /// - Parameters:
    ///   - listen: the address that was given on the command line.
    ///   - option: by which option.
    /// - Throws: `UsageError`, `InputError`, `ConsoleAccessError`; `ConsoleError` where others could come
    ///   without a login.
    init(
        listen: String?, option: String, _ options: ConsoleAccessOptions, _ settings: Settings
    ) throws {
        let given = listen ?? settings.text("console-listen") ?? Self.defaultAddress
        let address = try ListenAddress(
            given, option: listen == nil ? "CLICKSTREAM_CONSOLE_LISTEN" : option)
        var configuration = ConsoleConfiguration(host: address.host, port: address.port)
        configuration.allowsActions = try options.consoleActions || settings.flag("console-actions")
        configuration.isReadOnly = try options.consoleReadOnly || settings.flag("console-read-only")
        var exposed: [String] = []
        if let file = options.consoleUsers ?? settings.text("console-users") {
            try configuration.access.addUsers(Self.text(of: file, "--console-users"), file: file)
            if Self.isReadByAll(file) { exposed.append(file) }
        }
        if let file = options.consoleTokenFile ?? settings.text("console-token-file") {
            try configuration.access.addTokens(Self.text(of: file, "--console-token-file"), file: file)
            if Self.isReadByAll(file) { exposed.append(file) }
        }
        configuration.access.hosts = settings.texts("console-host", options.consoleHost)
        configuration.access.proxies = try Self.addresses(
            settings.texts("console-proxy", options.consoleProxy))
        for mask in settings.texts("console-mask", options.consoleMask) {
            guard configuration.access.masks.add(mask) else {
                throw UsageError(
                    "--console-mask takes a field of the event (but event_id, event_type, event_time, is_bot) or properties.NAME, alone or with =hide, =hash, =last4 or =query, not \"\(mask)\"."
                )
            }
        }
        try ConsoleServer.check(configuration)
        self.configuration = configuration
        exposedFiles = exposed
    }

    /// Says what is not forbidden, but not wise either.
    func warn(_ logger: Logger) {
        for file in exposedFiles {
            logger.warning(
                "Every user of this machine can read the console's secrets; take that away with chmod 600",
                metadata: ["file": "\(file)"])
        }
    }

    private static func text(of file: String, _ option: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 20,
            let text = String(data: data, encoding: .utf8)
        else {
            throw InputError("The file \(file) of \(option) cannot be read as text; name another.")
        }
        return text
    }

    private static func isReadByAll(_ file: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return (attributes?[.posixPermissions] as? Int).map { $0 & 0o004 != 0 } ?? false
    }

    private static func addresses(_ texts: [String]) throws -> [String] {
        try texts.map { text in
            guard let address = ConsoleAccess.proxyAddress(text) else {
                throw UsageError("--console-proxy takes an IP address, not \"\(text)\".")
            }
            return address
        }
    }
}
