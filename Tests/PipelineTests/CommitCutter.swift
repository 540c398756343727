import Foundation

/// Stands between a client and a PostgreSQL server, and does harm at the worst moment. Either it cuts the
/// connection when the server has committed, and its answer never arrives; or it holds all back that comes
/// with the COMMIT, so that the server waits for it in an open transaction.
final class CommitCutter: @unchecked Sendable {
    // `@unchecked`: the counts are behind the lock.
    private let lock = NSLock()
    private var left: Int
    private var cut = 0
    private let holdsBack: Bool
    private let listener: Int32
    private let server: UInt16
    let port: UInt16

    /// - Parameters:
    ///   - server: the server's port on the loopback.
    ///   - cuts: how many commits are cut off, from the first one on.
    ///   - holdsBack: the commits are held back instead, until the server has ended the connection.
    init(server: UInt16, cuts: Int, holdsBack: Bool = false) throws {
        self.server = server
        self.holdsBack = holdsBack
        left = cuts
        listener = Self.socket()
        var address = Self.loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isListening else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve() }
    }

    /// How many commits were cut off.
    var cuts: Int { lock.withLock { cut } }

    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        while true {
            let client = accept(listener, nil, nil)
            if client < 0 { break }
            let upstream = Self.socket()
            var address = Self.loopback(server)
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard status == 0 else {
                Foundation.close(client)
                continue
            }
            let link = Link()
            Thread.detachNewThread { [self] in pass(from: client, to: upstream, link, isRequest: true) }
            Thread.detachNewThread { [self] in pass(from: upstream, to: client, link, isRequest: false) }
        }
        Foundation.close(listener)
    }

    /// What the two directions of one connection know together.
    private final class Link: @unchecked Sendable {
        // `@unchecked`: the flag is behind the lock.
        private let lock = NSLock()
        private var isCommitting = false
        /// Nothing that the client sends goes on. Only its own direction looks at it.
        var isHeld = false

        var isCut: Bool {
            get { lock.withLock { isCommitting } }
            set { lock.withLock { isCommitting = newValue } }
        }
    }

    private func pass(from source: Int32, to target: Int32, _ link: Link, isRequest: Bool) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &bytes, bytes.count)
            if count <= 0 { break }
            if isRequest, holdsBack, Self.isLastPipeline(bytes[..<count]), take() {
                lock.withLock { cut += 1 }
                link.isHeld = true
            }
            if isRequest, link.isHeld { continue }
            if isRequest, !holdsBack, Self.isCommit(bytes[..<count]), take() { link.isCut = true }
            // The answer says that it is done; nobody is to hear of it.
            if !isRequest, link.isCut {
                lock.withLock { cut += 1 }
                break
            }
            var sent = 0
            while sent < count {
                let written = bytes[sent..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
                if written <= 0 { break }
                sent += written
            }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
    }

    private func take() -> Bool {
        lock.withLock {
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }

    /// The message that has the server parse the sink's COMMIT, for the first transaction of a connection.
    private static func isCommit(_ bytes: ArraySlice<UInt8>) -> Bool {
        Data(bytes).range(of: Data([0] + Array("COMMIT".utf8) + [0])) != nil
    }

    /// The beginning of all that the sink sends behind its rows: the server has answered what came before.
    private static func isLastPipeline(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first == UInt8(ascii: "P") && Data(bytes).range(of: Data("add_rollups".utf8)) != nil
    }

    private static func socket() -> Int32 {
        #if canImport(Darwin)
            Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #else
            Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
