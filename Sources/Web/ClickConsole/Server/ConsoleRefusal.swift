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

    /// Somebody asks by a field whose values are not shown to them.
    static func masked(_ field: String) -> ConsoleRefusal {
        ConsoleRefusal(
            .forbidden,
            "The field \(field) is masked for your role, and nothing is found by it: leave it out.")
    }
}
