/// What the log asks of a file system: few and blocking calls, each with its error typed, so that tests can
/// stand in for a disk that is full, lies, or loses power.
package protocol LogFileSystem: Sendable {
    /// Opens a file for reading and writing.
    /// - Parameter create: makes an empty file where there is none. The new name is durable only after
    ///   `syncDirectory`.
    func open(_ path: String, create: Bool) throws(LogError) -> any LogFile
    /// Takes the file's exclusive lock (`flock`), creating the file where there is none. The lock lasts as
    /// long as the returned object, and ends with the process.
    /// - Throws: `LogError.locked` when somebody else has it.
    func lock(_ path: String) throws(LogError) -> any LogFile
    /// The names in a directory, without "." and "..", in no order.
    func list(_ directory: String) throws(LogError) -> [String]
    /// Whether there is a file or a directory of this name.
    func exists(_ path: String) throws(LogError) -> Bool
    /// The size of a file in bytes.
    func size(of path: String) throws(LogError) -> Int64
    /// The volume that a directory is on.
    func volume(of directory: String) throws(LogError) -> LogVolume
    /// Makes a directory and those above it; does nothing where it is there.
    func createDirectory(_ path: String) throws(LogError)
    /// Deletes a file; does nothing where there is none.
    func remove(_ path: String) throws(LogError)
    /// Deletes an empty directory; does nothing where there is none.
    func removeDirectory(_ path: String) throws(LogError)
    /// Renames a file, replacing what has the new name, in one step.
    func rename(_ path: String, to newPath: String) throws(LogError)
    /// Makes creations, renames and deletions in a directory durable.
    func syncDirectory(_ path: String) throws(LogError)
}

/// An open file. Closed when the last reference is gone. Calls can come from any thread.
package protocol LogFile: AnyObject, Sendable {
    var path: String { get }
    var descriptor: Int32 { get }
    /// Reads up to the buffer's size.
    /// - Returns: how many bytes; fewer than asked for at the end of the file.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) -> Int
    /// Writes some of the bytes.
    /// - Returns: how many, at least one unless `bytes` is empty.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) -> Int
    /// Makes what was written durable (`fdatasync`).
    func sync() throws(LogError)
    func truncate(to size: Int64) throws(LogError)
    func size() throws(LogError) -> Int64
}

extension LogFile {
    /// Fills the buffer.
    /// - Throws: `LogError.corrupt` when the file ends first.
    func readFully(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) {
        let count = try read(buffer, at: position)
        guard count == buffer.count else {
            throw .corrupt(path: path, position: position + Int64(count), reason: "the file ends early")
        }
    }

    /// Writes all of the bytes, or throws with some of them written.
    func writeFully(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            written += try write(rest, at: position + Int64(written))
        }
    }
}
