import FoundationEssentials

/// A new directory that only this user can use, to be removed in the end.
struct TemporaryDirectory {
    let path: String

    /// - Throws: `DataDirectoryError`.
    init(prefix: String) throws {
        let manager = FileManager.default
        path = manager.temporaryDirectory.path + "/\(prefix)-\(UInt64.random(in: 0 ... .max))"
        _ = try DataDirectory(path)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
