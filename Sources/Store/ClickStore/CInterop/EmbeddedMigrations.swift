internal import CEmbedded

extension Migration {
    /// The migrations that were compiled into this program, by version.
    static func embedded() -> [Migration] {
        var count = 0
        guard let files = embedded_migrations(&count) else { return [] }
        return UnsafeBufferPointer(start: files, count: count).map { file in
            let name = String(cString: file.name)
            let sql = String(
                decoding: UnsafeBufferPointer(start: file.start, count: file.count), as: UTF8.self)
            return Migration(version: Int(name.prefix { $0 != "-" }) ?? 0, name: name, sql: sql)
        }
    }
}
