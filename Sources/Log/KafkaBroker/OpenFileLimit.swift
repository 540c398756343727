#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// How many files the process may have open: a partition needs one, and a connection needs one.
package enum OpenFileLimit {
    /// More than the broker's own bounds add up to.
    package static let most: UInt64 = 65_536

    /// What the limit should be: as much as is allowed, and never less than it is.
    package static func wanted(soft: UInt64, hard: UInt64) -> UInt64 {
        max(soft, min(hard, most))
    }

    /// Raises the process's limit as far as it may. Where that fails the old one stays.
    /// - Returns: the limit as it is now; `nil` when the system does not tell.
    @discardableResult
    package static func raise() -> (soft: UInt64, hard: UInt64)? {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return nil }
        let wanted = wanted(soft: UInt64(limit.rlim_cur), hard: UInt64(limit.rlim_max))
        if wanted > UInt64(limit.rlim_cur) {
            var raised = limit
            raised.rlim_cur = rlim_t(wanted)
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
    }
}
