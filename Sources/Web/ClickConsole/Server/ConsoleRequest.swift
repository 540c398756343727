internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request, as the endpoints of the console see it: checked, and taken apart.
struct ConsoleRequest: Sendable {
    /// In which form the answer is wanted: a browser's address bar gets the page, `?format=csv` a file, and
    /// everybody else JSON. One URL serves all three.
    enum Form: String, Sendable {
        case html, json, csv
    }

    let method: HTTPRequest.Method
    /// The parts of the path between its slashes, percent-decoded: `/topic/a%2Fb` is `["topic", "a/b"]`.
    let path: [String]
    /// The query in the order in which it was sent, without `format` where that names a form.
    let parameters: [(name: String, value: String)]
    let form: Form
    let headers: HTTPFields
    let body: RequestBody
    let channel: any Channel
    /// What the sender does not see of clicks; apply it to every value of one that is shown.
    var masks = MaskingRules()
    /// Whether the sender is an operator, also where nothing may be changed.
    var isOperator = false
    /// Whether the sender may change something.
    var mayAct = false
    /// Whether the sender is still logged in: for answers that go on for long.
    var isStillAdmitted: @Sendable () -> Bool = { true }

    /// The first value of a parameter.
    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// - Throws: `ConsoleRefusal` for a path or query that is not text.
    init(_ request: Request, _ context: ConsoleContext) throws(ConsoleRefusal) {
        method = request.method
        var path: [String] = []
        for part in request.uri.path.split(separator: "/", omittingEmptySubsequences: true) {
            guard let text = PercentEncoding.decoded(part), !text.utf8.contains(0) else {
                throw ConsoleRefusal(.badRequest, "The address is not text in UTF-8.")
            }
            path.append(text)
        }
        self.path = path
        // As browsers write it: a plus sign is a space.
        guard let all = FormFields.parse(request.uri.query ?? "") else {
            throw ConsoleRefusal(.badRequest, "The address is not text in UTF-8.")
        }
        let named = all.first { $0.name == "format" }.flatMap { Form(rawValue: $0.value.lowercased()) }
        parameters = named == nil ? all : all.filter { $0.name != "format" }
        form = named ?? Self.form(accepting: request.headers[.accept])
        headers = request.headers
        body = request.body
        channel = context.channel
    }

    /// The body as text.
    /// - Throws: `ConsoleRefusal` where it is longer, or no text.
    func text(upTo limit: Int) async throws -> String {
        guard let text = String(validating: try await bytes(upTo: limit), as: UTF8.self) else {
            throw ConsoleRefusal(.badRequest, "The body is not text in UTF-8.")
        }
        return text
    }

    /// The body. Who sends it too slowly is cut off.
    /// - Throws: `ConsoleRefusal` where it is longer.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let channel = channel
        let patience = channel.eventLoop.scheduleTask(in: .seconds(15)) { channel.close(promise: nil) }
        defer { patience.cancel() }
        do {
            return Array(try await body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw ConsoleRefusal(.contentTooLarge, "The body is longer than \(limit) bytes.")
        }
    }

    /// A browser says first that it takes HTML; a script that says nothing gets JSON.
    private static func form(accepting header: String?) -> Form {
        guard let header else { return .json }
        for choice in header.split(separator: ",") {
            switch choice.split(separator: ";").first?.lowercased().filter({ $0 != " " }) {
            case "text/html", "application/xhtml+xml": return .html
            case "application/json": return .json
            case "text/csv": return .csv
            default: continue
            }
        }
        return .json
    }
}
