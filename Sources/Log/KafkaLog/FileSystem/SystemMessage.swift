#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The operating system's sentence for an error number.
enum SystemMessage {
    static func text(_ number: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            // strerror_r, since strerror's buffer is shared by all threads.
            guard let start = buffer.baseAddress else { return "error \(number)" }
            start.initialize(repeating: 0, count: buffer.count)
            guard strerror_r(number, start, buffer.count) == 0 else { return "error \(number)" }
            return String(cString: start)
        }
    }
}
