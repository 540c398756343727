internal import Foundation

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// WebDriver's requests: JSON over HTTP, on the loopback.
struct DriverWire: Sendable {
    let port: Int
    private let session = URLSession(configuration: .ephemeral)

    init(port: Int) { self.port = port }

    static func data(_ body: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: body)
    }

    func send<Answer: Decodable>(_ method: String, _ path: String, _ body: Data?) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw BrowserError(path) }
        var request = URLRequest(url: url, timeoutInterval: 90)
        request.httpMethod = method
        request.httpBody = body
        request.setValue("application/json; charset=utf-8", forHTTPHeaderField: "Content-Type")
        let (data, response) = try await session.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw BrowserError("\(method) \(path): \(String(decoding: data.prefix(600), as: UTF8.self))")
        }
        return try JSONDecoder().decode(Envelope<Answer>.self, from: data).value
    }

    private struct Envelope<Value: Decodable>: Decodable {
        let value: Value
    }
}
