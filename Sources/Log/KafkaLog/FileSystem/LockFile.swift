#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file whose lock (`flock`) is given back at the end of the object's life.
///
/// Closing is not enough for that: a lock belongs to all copies of the descriptor, and between `fork` and
/// `exec` a child that this process starts elsewhere has one. Who unlocks does so for all of them.
final class LockFile: LogFile {
    private let file: PosixFile

    init(_ file: PosixFile) { self.file = file }

    deinit { _ = flock(file.descriptor, LOCK_UN) }

    var path: String { file.path }
    var descriptor: Int32 { file.descriptor }

    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        try file.read(buffer, at: position)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        try file.write(bytes, at: position)
    }

    func sync() throws(LogError) { try file.sync() }
    func truncate(to size: Int64) throws(LogError) { try file.truncate(to: size) }
    func size() throws(LogError) -> Int64 { try file.size() }
}
