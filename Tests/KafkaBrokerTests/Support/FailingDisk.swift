import KafkaLog

/// The system's files, of which some cannot be written.
final class FailingDisk: LogFileSystem {
    private let real = PosixFileSystem()
    /// Whatever has one of these in its path fails.
    private let failing = Guarded<Set<String>>([])

    func fail(_ part: String) { failing.withLock { _ = $0.insert(part) } }
    func heal() { failing.withLock { $0 = [] } }

    fileprivate func check(_ path: String) throws(LogError) {
        let fails = failing.withLock { $0.contains { path.contains($0) } }
        if fails { throw .diskFull(path: path, operation: "write") }
    }

    func open(_ path: String, create: Bool) throws(LogError) -> any LogFile {
        FailingFile(try real.open(path, create: create), self)
    }

    func lock(_ path: String) throws(LogError) -> any LogFile { try real.lock(path) }
    func list(_ directory: String) throws(LogError) -> [String] { try real.list(directory) }
    func exists(_ path: String) throws(LogError) -> Bool { try real.exists(path) }
    func size(of path: String) throws(LogError) -> Int64 { try real.size(of: path) }
    func volume(of directory: String) throws(LogError) -> LogVolume { try real.volume(of: directory) }
    func createDirectory(_ path: String) throws(LogError) { try real.createDirectory(path) }
    func remove(_ path: String) throws(LogError) { try real.remove(path) }
    func removeDirectory(_ path: String) throws(LogError) { try real.removeDirectory(path) }

    func rename(_ path: String, to newPath: String) throws(LogError) {
        try check(newPath)
        try real.rename(path, to: newPath)
    }

    func syncDirectory(_ path: String) throws(LogError) { try real.syncDirectory(path) }
}

private final class FailingFile: LogFile {
    private let real: any LogFile
    private let disk: FailingDisk

    init(_ real: any LogFile, _ disk: FailingDisk) {
        self.real = real
        self.disk = disk
    }

    var path: String { real.path }
    var descriptor: Int32 { real.descriptor }

    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        try real.read(buffer, at: position)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        try disk.check(path)
        return try real.write(bytes, at: position)
    }

    func sync() throws(LogError) { try real.sync() }
    func truncate(to size: Int64) throws(LogError) { try real.truncate(to: size) }
    func size() throws(LogError) -> Int64 { try real.size() }
}
