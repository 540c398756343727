internal import Foundation

/// A running chromedriver.
final class DriverProcess: Sendable {
    /// Where it is installed; `nil` where it is not.
    static let path: String? = {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return directories.map { "\($0)/chromedriver" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    let port: Int
    private let identifier: pid_t

    private init(port: Int, identifier: pid_t) {
        self.port = port
        self.identifier = identifier
    }

    /// Returns when it listens, on a port of its own choice.
    static func start() async throws -> DriverProcess {
        guard let path else { throw BrowserError("chromedriver is not installed") }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--port=0"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let port = await port(from: output.fileHandleForReading)
        guard let port else {
            process.terminate()
            throw BrowserError("chromedriver did not start")
        }
        return DriverProcess(port: port, identifier: process.processIdentifier)
    }

    /// Its browser is gone with the session; a mere SIGTERM does not end it.
    func end() { kill(identifier, SIGKILL) }

    /// It says "… was started successfully on port 12345."
    private static func port(from handle: FileHandle) async -> Int? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                var port: Int?
                while port == nil {
                    let data = handle.availableData
                    if data.isEmpty { break }
                    text += String(decoding: data, as: UTF8.self)
                    let after = text.components(separatedBy: "successfully on port ").dropFirst().first
                    port = after.flatMap { $0.contains(".") ? Int($0.prefix(while: \.isNumber)) : nil }
                }
                continuation.resume(returning: port)
                // Until its end: a full pipe would stop it.
                while !handle.availableData.isEmpty {}
            }
        }
    }
}
