/// The names of a partition's files.
struct SegmentPaths: Sendable {
    let directory: String

    func log(_ baseOffset: Int64) -> String { "\(directory)/\(Self.digits(baseOffset)).log" }
    func index(_ baseOffset: Int64) -> String { "\(directory)/\(Self.digits(baseOffset)).index" }
    func snapshot(_ offset: Int64) -> String { "\(directory)/\(Self.digits(offset)).producers" }
    func aborted(_ baseOffset: Int64) -> String { "\(directory)/\(name(ofAborted: baseOffset))" }
    func name(ofAborted baseOffset: Int64) -> String { "\(Self.digits(baseOffset)).aborted" }
    var firstDirtyOffset: String { "\(directory)/\(Self.firstDirtyOffsetName)" }
    static let firstDirtyOffsetName = "first-dirty-offset"
    var startOffset: String { "\(directory)/start-offset" }
    var identity: String { "\(directory)/partition" }

    /// Makes the partition's directory, its identity and the names of its files survive a power cut.
    ///
    /// Not done when a partition is made, which would take seconds for a topic with hundreds of them, but
    /// before its first records are called durable: until then nothing is lost with the names.
    func makeNamesDurable(_ fileSystem: any LogFileSystem) throws(LogError) {
        if try fileSystem.exists(identity) { try fileSystem.open(identity, create: false).sync() }
        try fileSystem.syncDirectory(directory)
        guard let slash = directory.lastIndex(of: "/"), slash > directory.startIndex else { return }
        try fileSystem.syncDirectory(String(directory[..<slash]))
    }

    /// The offset in `00000000000000000042.log`, when `name` ends so.
    static func offset(in name: String, suffix: String) -> Int64? {
        guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count else { return nil }
        let digits = name.utf8.prefix(20)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(String(name.prefix(20)))
    }

    static func digits(_ offset: Int64) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits
    }
}
