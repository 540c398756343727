internal import Hummingbird
internal import NIOCore

extension Response {
    static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A file to be saved.
    /// - Parameter name: without the ending.
    static func csv(_ text: String, named name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func refusal(_ refusal: ConsoleRefusal) -> Response {
        json("{\"error\":\(JSONText.quoted(refusal.description))}", status: refusal.status)
    }
}
