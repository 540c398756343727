package import PostgresClient
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A real PostgreSQL server for tests: new, empty, on a Unix socket in a directory of its own, and gone again
/// with the test process, however that ends. Starting one takes a second or two.
package final class TestPostgresServer: Sendable {
    package struct Options: Sendable {
        /// Also listens on a free port of 127.0.0.1, where it wants `password` by SCRAM.
        package var listensOnLoopback = false
        package var password = "the right password"
        /// Lines for `postgresql.conf`.
        package var settings: [String] = []

        package init() {}
    }

    private let child: Mutex<ChildProcess>
    private let password: String
    package let socketDirectory: String
    /// 0 when it listens on the socket alone.
    package let port: UInt16

    package init(_ options: Options = Options()) throws {
        port = options.listensOnLoopback ? try Self.freePort() : 0
        password = options.password
        let script = [
            "/bin/sh", "-c", ServerScript.text, "test-postgres", String(port), options.password,
            options.settings.joined(separator: "\n"),
        ]
        // PostgreSQL refuses to run as root.
        let dropped = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        let child = try ChildProcess(geteuid() == 0 ? dropped + script : script)
        do {
            socketDirectory = try Self.check(child.answer())
        } catch {
            child.finish()
            throw error
        }
        self.child = Mutex(child)
    }

    /// As the superuser `clickstream`, over the socket.
    package var configuration: PostgresConfiguration {
        let port = port == 0 ? 5432 : port
        return PostgresConfiguration(
            connectionString: "host=\(socketDirectory) port=\(port) user=clickstream dbname=postgres")
    }

    /// The same over TCP, with a password.
    package func loopbackConfiguration(password: String? = nil) -> PostgresConfiguration {
        PostgresConfiguration(
            connectionString:
                "host=127.0.0.1 port=\(port) user=clickstream dbname=postgres sslmode=disable",
            settings: [("password", password ?? self.password)])
    }

    /// Ends every session, and is ready for new ones when it returns.
    package func restart() throws { try command("restart") }
    package func stop() throws { try command("stop") }
    /// As after a crash: sessions end without a word, and the next start recovers.
    package func kill() throws { try command("kill") }
    package func start() throws { try command("start") }

    /// Stops the server and removes its directory. Without it the end of the process does.
    package func finish() { child.withLock { $0.finish() } }

    private func command(_ word: String) throws {
        _ = try child.withLock { try Self.check($0.ask(word)) }
    }

    private static func check(_ answer: String) throws -> String {
        guard answer.hasPrefix("ok ") else { throw ChildProcess.Failure(description: answer) }
        return String(answer.dropFirst(3))
    }

    /// A port that is free now.
    package static func freePort() throws -> UInt16 {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, stream, 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 ? getsockname(listener, $0, &size) : -1
            }
        }
        guard status == 0 else { throw ChildProcess.Failure(description: "there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
