import HTTPTypes
import NIOCore

@testable import ClickConsole

/// Makes addresses as a request would.
enum ClientAddressProbe {
    static func address(
        peer: String, forwarded: String, proto: String, proxies: [String]
    ) throws -> ClientAddress {
        var headers = HTTPFields()
        if let name = HTTPField.Name("X-Forwarded-For") { headers[name] = forwarded }
        if let name = HTTPField.Name("X-Forwarded-Proto") { headers[name] = proto }
        return ClientAddress(
            peer: try SocketAddress(ipAddress: peer, port: 1), headers: headers, proxies: proxies)
    }
}
