import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What libpq reads from the environment, such as `PGTZ` and `PGOPTIONS`. It is meant for servers of the
/// user's own.
enum LibpqEnvironment {
    /// Takes it out of this process, so that the private server is used as it was set up. To be called before
    /// there are other threads that read the environment.
    static func clear() {
        for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("PG") { unsetenv(name) }
    }
}
