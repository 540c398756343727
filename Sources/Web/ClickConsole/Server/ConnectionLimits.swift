internal import HummingbirdCore
internal import NIOCore

/// How much of the machine those take who connect, whoever they are.
enum ConnectionLimits {
    /// More wait in the kernel until one ends. Beyond the pages that follow the clicks there is room for
    /// their questions.
    static let connections = 4 * ConsoleServer.followers

    /// Who sends no whole request in that time is let go, however slowly it comes, and so is who takes
    /// nothing of an answer.
    static func http(patience: Duration) -> HTTP1Channel.Configuration {
        .init(
            idleTimeout: TimeAmount(patience),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    }
}
