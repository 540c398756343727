internal import Hummingbird

/// Addresses that belong together, such as those of the live page. The responder asks each group in turn.
protocol ConsoleEndpoints: Sendable {
    /// The first parts of the paths at which a browser gets the page, as `"pipeline"` of `/pipeline`.
    var pages: [String] { get }

    /// - Returns: `nil` where the path is none of these.
    /// - Throws: `ConsoleRefusal`; any other error is logged, and answered as an outage.
    func respond(to request: ConsoleRequest) async throws -> Response?
}
