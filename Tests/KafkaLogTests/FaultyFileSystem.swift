import KafkaLog

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The real file system with a disk that can be full, fail, or lose power.
final class FaultyFileSystem: LogFileSystem {
    struct Faults {
        /// So many more bytes fit on the disk.
        var room: Int?
        /// No write takes more than this at once.
        var largestWrite = Int.max
        /// The next syncs of files fail.
        var failingSyncs = 0
        /// Syncs of directories fail.
        var failsDirectorySyncs = false
        /// Nothing can be deleted.
        var failsRemovals = false
        /// After so many more changes nothing works any more: the process is dead.
        var stepsToCrash: Int?

        var syncs = 0
        var bytesRead = 0
        var steps = 0
    }

    private let real = PosixFileSystem()
    let faults = Guarded(Faults())
    let disk = SimulatedDisk()
    /// Called before each sync of a file.
    let beforeSync = Guarded<@Sendable () -> Void>({})

    func set(_ change: (inout Faults) -> Void) { faults.withLock { change(&$0) } }

    /// Counts a change, and fails when the crash is reached.
    func step(_ path: String) throws(LogError) {
        let isDead = faults.withLock { faults in
            faults.steps += 1
            guard let left = faults.stepsToCrash else { return false }
            if left == 0 { return true }
            faults.stepsToCrash = left - 1
            return false
        }
        if isDead { throw .io(path: path, operation: "use", errno: EIO) }
    }

    func open(_ path: String, create: Bool) throws(LogError) -> any LogFile {
        if create, try !real.exists(path) {
            try step(path)
            disk.willChangeEntry(path)
        }
        return FaultyFile(try real.open(path, create: create), self)
    }

    func lock(_ path: String) throws(LogError) -> any LogFile { try real.lock(path) }
    func list(_ directory: String) throws(LogError) -> [String] { try real.list(directory) }
    func exists(_ path: String) throws(LogError) -> Bool { try real.exists(path) }
    func size(of path: String) throws(LogError) -> Int64 { try real.size(of: path) }

    func volume(of directory: String) throws(LogError) -> LogVolume { try real.volume(of: directory) }

    func createDirectory(_ path: String) throws(LogError) {
        if try real.exists(path) { return }
        try step(path)
        try real.createDirectory(path)
    }

    func remove(_ path: String) throws(LogError) {
        try step(path)
        if faults.withLock({ $0.failsRemovals }) {
            throw .io(path: path, operation: "delete", errno: EIO)
        }
        disk.willChangeEntry(path)
        try real.remove(path)
    }

    func removeDirectory(_ path: String) throws(LogError) {
        try step(path)
        try real.removeDirectory(path)
    }

    func rename(_ path: String, to newPath: String) throws(LogError) {
        try step(path)
        disk.willRename(path, to: newPath)
        try real.rename(path, to: newPath)
        disk.renamed(path, to: newPath)
    }

    func syncDirectory(_ path: String) throws(LogError) {
        try step(path)
        if faults.withLock({ $0.failsDirectorySyncs }) {
            throw .io(path: path, operation: "sync", errno: EIO)
        }
        disk.syncedDirectory(path)
    }
}

private final class FaultyFile: LogFile {
    private let real: any LogFile
    private let system: FaultyFileSystem

    init(_ real: any LogFile, _ system: FaultyFileSystem) {
        self.real = real
        self.system = system
    }

    var path: String { real.path }
    var descriptor: Int32 { real.descriptor }

    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        let count = try real.read(buffer, at: position)
        system.set { $0.bytesRead += count }
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        try system.step(path)
        let allowed = system.faults.withLock { faults in
            let count = min(bytes.count, faults.largestWrite, faults.room ?? Int.max)
            if let room = faults.room { faults.room = room - count }
            return count
        }
        guard allowed > 0 || bytes.isEmpty else { throw .diskFull(path: path, operation: "write") }
        system.disk.willChangeContent(path)
        return try real.write(UnsafeRawBufferPointer(rebasing: bytes[..<allowed]), at: position)
    }

    func sync() throws(LogError) {
        let hook = system.beforeSync.withLock { $0 }
        hook()
        try system.step(path)
        let fails = system.faults.withLock { faults in
            faults.syncs += 1
            guard faults.failingSyncs > 0 else { return false }
            faults.failingSyncs -= 1
            return true
        }
        if fails { throw .io(path: path, operation: "sync", errno: EIO) }
        system.disk.syncedContent(path)
    }

    func truncate(to size: Int64) throws(LogError) {
        try system.step(path)
        system.disk.willChangeContent(path)
        try real.truncate(to: size)
    }

    func size() throws(LogError) -> Int64 { try real.size() }
}
