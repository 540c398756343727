import DedicatedThread
import Foundation

/// HTTP by hand, since a proper client would mend the very requests that are to be refused.
enum RawSocket {
    struct Failure: Error {}

    /// - Parameters:
    ///   - marker: a text after which the exchange is over; `nil` for the peer's end.
    ///   - opening: what the answer holds before `then` is done; by default just its first bytes.
    ///   - then: what to do in the middle of the exchange.
    static func exchange(
        port: Int, _ request: String, until marker: String?, seconds: Int = 20, opening: String = "",
        then: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> String {
        let thread = DedicatedThread(name: "raw-socket")
        let descriptor = try connected(to: port, seconds: seconds)
        defer { close(descriptor) }
        let first = try await thread.run {
            let bytes = Array(request.utf8)
            guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                throw Failure()
            }
            var opened = receive(descriptor)
            let end = ContinuousClock.now + .seconds(6 * seconds)
            while !opening.isEmpty, !String(decoding: opened, as: UTF8.self).contains(opening) {
                if ContinuousClock.now > end { break }
                let more = receive(descriptor)
                if more.isEmpty { break }
                opened += more
            }
            return opened
        }
        try await then()
        return await thread.run {
            var all = first
            // What beats now and then never times out by itself.
            let end = ContinuousClock.now + .seconds(6 * seconds)
            while marker.map({ !String(decoding: all, as: UTF8.self).contains($0) }) ?? true {
                if ContinuousClock.now > end { break }
                let more = receive(descriptor)
                if more.isEmpty { break }
                all += more
            }
            return String(decoding: all, as: UTF8.self)
        }
    }

    private static func receive(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    private static func connected(to port: Int, seconds: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw Failure()
        }
        return descriptor
    }
}
