import ClickImport
import ClickStore
import FoundationEssentials
import PostgresClient

/// Which rejections are to be retried.
enum RetrySelection: Sendable {
    case ids([Int64])
    /// One, with another payload than it has.
    case edited(id: Int64, payload: [UInt8])
    case filter(RejectionFilter, limit: Int?)
    /// An edited export; `-` is the standard input.
    case export(path: String)
}

/// The selected rejections, a bounded number at a time. To be used on one thread.
struct RetryPages {
    struct Candidate {
        let click: RejectedClick
        /// What the record is to hold before it is mended.
        let payload: [UInt8]?
    }

    /// A line of an edited export that nothing can be done with.
    struct Problem {
        let line: Int
        let reason: String
    }

    struct Page {
        var candidates: [Candidate] = []
        var problems: [Problem] = []
    }

    private let selection: RetrySelection
    private let connection: PostgresConnection
    private let topic: String
    private var ids: ArraySlice<Int64> = []
    private var lines: EditedRejections?
    private var lastID: Int64 = 0
    private let through: Int64
    private var left: Int

    /// Rejections a page: each may have a megabyte.
    private static let size = 100

    /// - Throws: `UsageError` where an id does not exist or is of another topic, before anything is sent.
    init(_ selection: RetrySelection, topic: String, on connection: PostgresConnection) throws {
        self.selection = selection
        self.topic = topic
        self.connection = connection
        through = try RejectedClicks.lastID(on: connection)
        left = .max
        switch selection {
        case .ids(let ids): try check(ids)
        case .edited(let id, _): try check([id])
        case .filter(_, let limit): left = limit ?? .max
        case .export(let path): lines = EditedRejections(try FileSource(path: path))
        }
    }

    private mutating func check(_ ids: [Int64]) throws {
        self.ids = Set(ids).sorted()[...]
        let topics = try RejectedClicks.topics(of: self.ids, on: connection)
        for id in self.ids {
            guard let found = topics[id] else {
                throw UsageError("There is no rejection \(id); see: clickstream rejected list")
            }
            guard found == topic else {
                let name = PrintableText.escaped(found)
                throw UsageError(
                    "Rejection \(id) is of the topic \(name), not of \(topic): add --topic \(name)")
            }
        }
    }

    /// The next page, by id or by line; `nil` at the end.
    /// - Throws: `PostgresError`, `ImportError`.
    mutating func next() throws -> Page? {
        switch selection {
        case .ids, .edited: try nextOfIDs()
        case .filter(let filter, _): try nextOfFilter(filter)
        case .export: try nextOfExport()
        }
    }

    private mutating func nextOfIDs() throws -> Page? {
        guard !ids.isEmpty else { return nil }
        let rows = try RejectedClicks.rows(ids.prefix(Self.size), on: connection)
        ids = ids.dropFirst(Self.size)
        guard case .edited(_, let payload) = selection else {
            return Page(candidates: rows.map { Candidate(click: $0, payload: $0.payload) })
        }
        return Page(candidates: rows.map { Candidate(click: $0, payload: payload) })
    }

    private mutating func nextOfFilter(_ filter: RejectionFilter) throws -> Page? {
        guard left > 0 else { return nil }
        let rows = try RejectedClicks.page(
            filter, after: lastID, through: through, limit: min(left, Self.size), on: connection)
        guard let last = rows.last else { return nil }
        lastID = last.id
        left -= rows.count
        return Page(candidates: rows.map { Candidate(click: $0, payload: $0.payload) })
    }

    private mutating func nextOfExport() throws -> Page? {
        var page = Page()
        var edited: [(line: Int, id: Int64, payload: [UInt8]?)] = []
        while edited.count + page.problems.count < Self.size, let line = try lines?.next() {
            switch line {
            case .unreadable(let reason, let number):
                page.problems.append(Problem(line: number, reason: reason))
            case .edited(let one, let number):
                switch Self.bytes(one.payload) {
                case .success(let payload): edited.append((number, one.id, payload))
                case .failure(let fault): page.problems.append(Problem(line: number, reason: fault.reason))
                }
            }
        }
        guard !edited.isEmpty || !page.problems.isEmpty else { return nil }
        let rows = try RejectedClicks.rows(Set(edited.map(\.id)), on: connection)
        var clicks = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        var seen: Set<Int64> = []
        for one in edited {
            if let click = clicks.removeValue(forKey: one.id), click.topic == topic {
                page.candidates.append(Candidate(click: click, payload: one.payload))
                seen.insert(one.id)
            } else {
                let reason =
                    seen.contains(one.id)
                    ? "rejection \(one.id) is there twice" : "there is no rejection \(one.id) of \(topic)"
                page.problems.append(Problem(line: one.line, reason: reason))
            }
        }
        return page
    }

    private struct Base64Fault: Error {
        let reason = "its payload_base64 is not base64"
    }

    private static func bytes(_ payload: EditedRejections.Edited.Payload) -> Result<[UInt8]?, Base64Fault> {
        switch payload {
        case .bytes(let bytes): .success(bytes)
        case .none: .success(nil)
        case .base64(let text):
            Data(base64Encoded: Data(text)).map { .success([UInt8]($0)) } ?? .failure(Base64Fault())
        }
    }
}
