internal import HTTPTypes
internal import Hummingbird

/// Addresses that belong together, such as those of the live page. The responder asks each group in turn.
protocol ConsoleEndpoints: Sendable {
    /// The first parts of the paths at which a browser gets the page, as `"pipeline"` of `/pipeline`.
    var pages: [String] { get }

    /// Whether a request that is no GET changes nothing all the same, and so is taken from whoever may look.
    func isQuestion(_ method: HTTPRequest.Method, _ path: [String]) -> Bool

    /// Whether the answer holds values of clicks as they are, without the masks of the request. Who has masks
    /// does not get it.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool

    /// - Returns: `nil` where the path is none of these.
    /// - Throws: `ConsoleRefusal`; any other error is logged, and answered as an outage.
    func respond(to request: ConsoleRequest) async throws -> Response?
}

extension ConsoleEndpoints {
    func isQuestion(_ method: HTTPRequest.Method, _ path: [String]) -> Bool { false }
}
