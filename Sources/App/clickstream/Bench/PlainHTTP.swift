#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One request to a server of this machine, as a measurement sends it: written, and read to the end.
final class PlainHTTP: Sendable {
    private let descriptor: Int32

    /// - Throws: `Unavailable` where nobody listens.
    init(port: Int, target: String) throws {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let request = Array(
            """
            GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\nAccept: application/json\r\n\
            Connection: close\r\n\r\n
            """.utf8)
        guard status == 0, send(descriptor, request, request.count, 0) == request.count else {
            throw Unavailable("The console does not answer on port \(port).")
        }
    }

    deinit { close(descriptor) }

    /// Blocks until the answer ends.
    /// - Returns: its status and its length in bytes.
    func read() -> (status: Int, bytes: Int) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var (count, head) = (0, "")
        while true {
            let read = recv(descriptor, &buffer, buffer.count, 0)
            if read <= 0 { break }
            if count == 0 { head = String(decoding: buffer.prefix(min(read, 64)), as: UTF8.self) }
            count += read
        }
        return (head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, count)
    }

    /// Ends an answer that goes on: `read` returns.
    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
