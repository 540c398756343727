#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Ends a wait of another thread at once: a pipe that is waited on beside the connection's socket.
package final class WakeUp: Sendable {
    private let reader: Int32
    private let writer: Int32

    /// - Throws: a `PostgresError` where the process has no file descriptors left.
    package init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.client, "no file descriptor is left; raise the limit (ulimit -n)")
        }
        (reader, writer) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// From any thread. Also ends the next wait, where none is under way.
    package func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(writer, &byte, 1)
    }

    /// Blocks until `wake` is called or the time is over.
    package func wait(milliseconds: Int) { wait(alsoFor: nil, milliseconds: milliseconds) }

    func wait(alsoFor socket: Int32?, milliseconds: Int?) {
        var waited = [pollfd(fd: reader, events: Int16(POLLIN), revents: 0)]
        if let socket { waited.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&waited, nfds_t(waited.count), Int32(clamping: milliseconds ?? -1))
        guard waited[0].revents != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reader, &bytes, bytes.count) > 0 {}
    }
}
