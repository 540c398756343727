#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much resident memory this process gains while something runs.
enum ResidentMemory {
    /// Runs a body and looks every 20 ms.
    /// - Returns: its result, and the most bytes above what was there before; `nil` but on Linux.
    static func growth<Result: Sendable>(
        during body: @Sendable () async throws -> Result
    ) async throws -> (Result, bytes: Int64?) {
        guard let before = current() else { return (try await body(), nil) }
        return try await withThrowingTaskGroup(of: Int64.self) { group in
            group.addTask { await most(from: before) }
            let result = try await body()
            group.cancelAll()
            return (result, try await group.next().map { $0 - before })
        }
    }

    /// Looks until it is cancelled.
    private static func most(from start: Int64) async -> Int64 {
        var most = start
        while !Task.isCancelled {
            if let now = current() { most = max(most, now) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return most
    }

    private static func current() -> Int64? {
        #if os(Linux)
            guard let file = fopen("/proc/self/statm", "re") else { return nil }
            defer { fclose(file) }
            var buffer = [CChar](repeating: 0, count: 128)
            guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
            let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
            return pages * Int64(getpagesize())
        #else
            return nil
        #endif
    }
}
