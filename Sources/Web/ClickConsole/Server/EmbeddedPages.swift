internal import CEmbedded

/// The files of the pages that were compiled into this program, by name.
struct EmbeddedPages: Sendable {
    struct Page: Sendable {
        let bytes: [UInt8]
        let mediaType: String
    }

    private let pages: [String: Page]

    init() {
        var count = 0
        guard let files = embedded_pages(&count) else {
            pages = [:]
            return
        }
        let list = UnsafeBufferPointer(start: files, count: count).map { file in
            let name = String(cString: file.name)
            let bytes = Array(UnsafeBufferPointer(start: file.start, count: file.count))
            return (name, Page(bytes: bytes, mediaType: Self.mediaType(of: name)))
        }
        pages = Dictionary(list) { first, _ in first }
    }

    /// The page of a path: a name of the list and nothing else, so that no path leads anywhere.
    func page(at path: String) -> Page? {
        path == "/" ? pages["index.html"] : pages[String(path.dropFirst())]
    }

    /// The texts of the files whose names are wanted.
    func texts(where isWanted: (String) -> Bool) -> [String: String] {
        pages.filter { isWanted($0.key) }.mapValues { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private static func mediaType(of name: String) -> String {
        if name.hasSuffix(".html") { return "text/html; charset=utf-8" }
        if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
        if name.hasSuffix(".svg") { return "image/svg+xml" }
        return "text/javascript; charset=utf-8"
    }
}
