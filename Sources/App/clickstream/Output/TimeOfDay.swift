#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time for log lines.
enum TimeOfDay {
    /// The local time as `18:03:12.345`.
    static func now() -> String {
        let now = WallClock.microseconds()
        var seconds = time_t(now / 1_000_000)
        var local = tm()
        localtime_r(&seconds, &local)
        let milliseconds = Int(now / 1000 % 1000)
        return "\(two(local.tm_hour)):\(two(local.tm_min)):\(two(local.tm_sec)).\(three(milliseconds))"
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func three(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 3 - "\(number)".count)) + "\(number)"
    }
}
