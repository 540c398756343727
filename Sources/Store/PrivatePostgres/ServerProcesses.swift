#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The processes that work in a cluster's directory. Every process of a PostgreSQL server has it as its
/// working directory; that, unlike a process number in a file, cannot belong to somebody else by accident.
struct ServerProcesses {
    /// The cluster's directory, canonical.
    let cluster: String

    /// Whether `process` is alive and one of the cluster's.
    func contains(_ process: pid_t) -> Bool {
        #if os(Linux)
            // Of another user's process the answer is no: the cluster's run as this user, or this is root.
            isServer("\(process)")
        #else
            kill(process, 0) == 0
        #endif
    }

    /// Every process of the cluster. Empty where the system does not tell.
    func all() -> [pid_t] {
        #if os(Linux)
            PosixFiles.names(in: "/proc").compactMap { name in
                guard let process = pid_t(name), isServer(name) else { return nil }
                return process
            }
        #else
            []
        #endif
    }

    /// A shell that somebody left in the directory is none, so the program's name counts too.
    private func isServer(_ process: String) -> Bool {
        workingDirectory(of: process) == cluster
            && PosixFiles.read("/proc/\(process)/comm", limit: 16)?.hasPrefix("postgres") == true
    }

    private func workingDirectory(of process: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/\(process)/cwd", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
