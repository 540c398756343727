internal import Hummingbird

/// Which part of a long list is shown: those whose names hold a text, a page at a time.
struct ListPart: Sendable {
    static let mostRows = 200

    let filter: String
    /// From 1.
    let page: Int
    let rows: Int

    init(_ request: ConsoleRequest) throws(ConsoleRefusal) {
        let numbers = try RequestNumbers(request)
        filter = request.parameter("filter")?.lowercased() ?? ""
        page = Int(try numbers.read("page", 1...1_000_000) ?? 1)
        rows = Int(try numbers.read("rows", 1...Int64(Self.mostRows)) ?? 50)
    }

    func matches(_ name: String) -> Bool { filter.isEmpty || name.lowercased().contains(filter) }

    /// The page; the last one where there are fewer.
    func cut<Element>(_ all: [Element]) -> (rows: ArraySlice<Element>, page: Int, pages: Int) {
        let pages = max(1, (all.count + rows - 1) / rows)
        let page = min(page, pages)
        return (all[min(all.count, (page - 1) * rows)..<min(all.count, page * rows)], page, pages)
    }
}
