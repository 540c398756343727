import KafkaLog
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct LockTests {
    @Test func `who holds a lock keeps everybody else out`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        let held = try PosixFileSystem().lock(path)
        #expect(throws: LogError.locked(path: path)) { try PosixFileSystem().lock(path) }
        withExtendedLifetime(held) {}
    }

    /// As a child process has one, between `fork` and `exec`.
    @Test func `a lock that was given up is free, though there are copies of its descriptor`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/lock"
        var held: (any LogFile)? = try PosixFileSystem().lock(path)
        let descriptor = try #require(held?.descriptor)
        let copy = dup(descriptor)
        defer { close(copy) }
        #expect(throws: LogError.locked(path: path)) { try PosixFileSystem().lock(path) }
        held = nil
        _ = try PosixFileSystem().lock(path)
    }
}
