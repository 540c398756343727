internal import Hummingbird
internal import NIOCore

/// Why a request is not answered, in one sentence for whoever sent it.
struct ConsoleRefusal: Error, CustomStringConvertible {
    let status: HTTPResponse.Status
    let description: String

    init(_ status: HTTPResponse.Status, _ sentence: String) {
        self.status = status
        description = sentence
    }
}
