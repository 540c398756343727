internal import Foundation

/// WebDriver's requests: JSON over HTTP, on the loopback, a connection each.
struct DriverWire: Sendable {
    let port: Int

    static func data(_ body: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: body)
    }

    func ask<Answer: Decodable>(_ method: String, _ path: String, _ body: Data?) async throws -> Answer {
        let head = """
            \(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\
            Content-Type: application/json; charset=utf-8\r\nContent-Length: \(body?.count ?? 0)\r\n\r\n
            """
        let answer = try await exchange(Data(head.utf8) + (body ?? Data()))
        guard let blank = answer.firstRange(of: Data("\r\n\r\n".utf8)) else {
            throw BrowserError("\(method) \(path): no answer")
        }
        let data = answer[blank.upperBound...]
        let status = String(decoding: answer.prefix(15), as: UTF8.self)
        guard status.contains(" 200") else {
            throw BrowserError("\(method) \(path): \(String(decoding: data.prefix(600), as: UTF8.self))")
        }
        return try JSONDecoder().decode(Envelope<Answer>.self, from: data).value
    }

    private struct Envelope<Value: Decodable>: Decodable {
        let value: Value
    }

    /// On a thread of its own: the sockets block.
    private func exchange(_ request: Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { [port] in
                continuation.resume(with: Result { try Self.exchange(request, port: port) })
            }
        }
    }

    private static func exchange(_ request: Data, port: Int) throws -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 90, tv_usec: 0)
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
        guard status == 0 else { throw BrowserError("chromedriver does not listen any more") }
        var rest = request
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BrowserError("chromedriver takes no request") }
            rest = rest.dropFirst(count)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isWhole(answer) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            answer.append(contentsOf: buffer[..<count])
        }
        return answer
    }

    private static func isWhole(_ answer: Data) -> Bool {
        guard let blank = answer.firstRange(of: Data("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: answer[..<blank.lowerBound], as: UTF8.self).lowercased()
        let length = head.components(separatedBy: "content-length:").dropFirst().first
            .flatMap { Int($0.drop { $0 == " " }.prefix(while: \.isNumber)) }
        return length.map { answer.count - blank.upperBound >= $0 } ?? false
    }
}
