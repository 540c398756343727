#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A child process that reads commands from us, a line each, and answers each with a line.
///
/// When this process ends, however it ends, the child's standard input ends too: its sign to clean up.
///
/// `@unchecked Sendable`: the descriptors are used by one caller at a time (`TestPostgresServer` has a lock).
final class ChildProcess: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process: pid_t
    private var input: Int32
    private let output: Int32

    init(_ arguments: [String]) throws {
        let commands = try Self.pipe()
        let answers = try Self.pipe()
        defer {
            close(commands.read)
            close(answers.write)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, commands.read, 0)
        posix_spawn_file_actions_adddup2(&actions, answers.write, 1)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        guard status == 0 else {
            throw Failure(
                description: "\(arguments[0]) can't be started: \(String(cString: strerror(status)))")
        }
        self.process = process
        input = commands.write
        output = answers.read
    }

    /// Sends a line and waits for the answer.
    func ask(_ command: String) throws -> String {
        let line = Array((command + "\n").utf8)
        guard write(input, line, line.count) == line.count else {
            throw Failure(description: "the child process took no command")
        }
        return try answer()
    }

    /// Waits for a line.
    func answer() throws -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 10 { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        throw Failure(description: "the child process ended: \(String(decoding: line, as: UTF8.self))")
    }

    /// Ends the child's input and waits for it to clean up and end.
    func finish() {
        guard input >= 0 else { return }
        close(input)
        input = -1
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        close(output)
    }

    /// Not inherited by other children: one that kept the writing end open would keep this child alive.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        #if canImport(Darwin)
            let status = Darwin.pipe(&ends)
        #elseif canImport(Glibc)
            let status = Glibc.pipe(&ends)
        #else
            let status = Musl.pipe(&ends)
        #endif
        guard status == 0 else { throw Failure(description: "no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
