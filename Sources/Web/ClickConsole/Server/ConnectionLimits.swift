internal import HummingbirdCore
internal import NIOCore

/// How much of the machine those take who connect, whoever they are.
enum ConnectionLimits {
    /// More wait in the kernel until one ends. Beyond the pages that follow the clicks there is room for
    /// their questions.
    static let connections = 4 * ConsoleServer.followers

    /// Who sends no whole request in half a minute is let go, however slowly it comes.
    static var http: HTTP1Channel.Configuration {
        .init(
            idleTimeout: .seconds(30),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    }
}
