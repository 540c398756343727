internal import KafkaProtocol
internal import NIOCore

/// Where a request came from.
struct RequestContext: Sendable {
    let header: RequestHeader
    let clientHost: String
    /// Where the client reached us: what it is told to connect to, unless the configuration says otherwise.
    let localHost: String
    let localPort: Int
    let lifeline: ConnectionLifeline
    let eventLoop: any EventLoop

    var version: Int16 { header.version }
}
