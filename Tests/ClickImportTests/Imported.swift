import ClickImport
import ClickModel

/// What an import gave, row by row.
struct Imported {
    struct Click: Equatable {
        let line: Int
        let key: String
        let record: String
        let eventTime: Int64
    }

    var clicks: [Click] = []
    var refusals: [ImportRefusal] = []

    var records: [String] { clicks.map(\.record) }
    /// The `event_id` of each click.
    var ids: [String] { records.map { String($0.split(separator: "\"event_id\":\"")[1].prefix(36)) } }

    init(
        _ source: any ByteSource, _ format: ImportFormat, producedAt: Int64 = -1,
        limits: ClickLimits = ClickLimits()
    ) throws {
        var importer = try ClickImporter(source, format: format, producedAt: producedAt, limits: limits)
        var writer = ClickWriter()
        while let outcome = try importer.next(&writer) {
            switch outcome {
            case .refused(let refusal): refusals.append(refusal)
            case .click(let click):
                var key = ""
                importer.withKey { key = String(decoding: $0, as: UTF8.self) }
                clicks.append(
                    Click(line: click.line, key: key, record: writer.string, eventTime: click.eventTime))
            }
        }
        precondition(importer.clicks == clicks.count && importer.refused == refusals.count)
    }

    init(_ text: String, _ format: ImportFormat, step: Int = .max, producedAt: Int64 = -1) throws {
        try self.init(MemorySource(Array(text.utf8), step: step), format, producedAt: producedAt)
    }
}
