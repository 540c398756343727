internal import Hummingbird
internal import NIOCore

/// The body of a request, up to a limit.
enum RequestBytes {
    private static let patience = TimeAmount.seconds(15)

    /// Who sends too slowly is cut off.
    static func read(_ request: ConsoleRequest, upTo limit: Int) async throws -> [UInt8] {
        let channel = request.channel
        let timer = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        defer { timer.cancel() }
        var bytes: [UInt8] = []
        for try await part in request.body {
            bytes += Array(part.readableBytesView)
            guard bytes.count <= limit else {
                throw ConsoleRefusal(.contentTooLarge, "The body is longer than \(limit) bytes.")
            }
        }
        return bytes
    }
}
