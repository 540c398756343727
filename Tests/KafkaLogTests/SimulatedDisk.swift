import KafkaLog

/// Remembers what a power cut could take back: contents that were not synced, and names whose directory was
/// not.
final class SimulatedDisk: Sendable {
    private struct State {
        /// What is on the platter, of files whose content has changed since.
        var durable: [String: [UInt8]] = [:]
        /// Changes of names since their directory was synced, oldest first, with what the name stood for
        /// before.
        var entries: [[Entry]] = []
    }

    private struct Entry {
        let path: String
        let before: [UInt8]?
    }

    private let state = Guarded(State())

    func willChangeContent(_ path: String) {
        state.withLock { state in
            if state.durable[path] == nil { state.durable[path] = Self.read(path) ?? [] }
        }
    }

    func syncedContent(_ path: String) {
        state.withLock { $0.durable[path] = nil }
    }

    func willChangeEntry(_ path: String) {
        state.withLock { $0.entries.append([Entry(path: path, before: Self.read(path))]) }
    }

    /// Both names change in one step.
    func willRename(_ path: String, to newPath: String) {
        let entries = [path, newPath].map { Entry(path: $0, before: Self.read($0)) }
        state.withLock { $0.entries.append(entries) }
    }

    /// What was not synced of the content moves with the name.
    func renamed(_ path: String, to newPath: String) {
        state.withLock { state in
            state.durable[newPath] = state.durable[path]
            state.durable[path] = nil
        }
    }

    func syncedDirectory(_ path: String) {
        state.withLock { state in
            // Nobody renames from one directory to another.
            state.entries.removeAll { step in
                step.allSatisfy {
                    $0.path.hasPrefix(path + "/") && !$0.path.dropFirst(path.count + 1).contains("/")
                }
            }
        }
    }

    /// Cuts the power: unsynced contents survive up to some byte, perhaps with holes; unsynced names up to
    /// some change.
    func losePower(_ generator: inout SeededGenerator) throws {
        let lost = state.withLock { state in
            let lost = state
            state = State()
            return lost
        }
        for (path, durable) in lost.durable.sorted(by: { $0.key < $1.key }) {
            guard let written = Self.read(path) else { continue }
            try Self.write(Self.survivor(durable, written, &generator), to: path)
        }
        let kept = Int.random(in: 0...lost.entries.count, using: &generator)
        for entry in lost.entries[kept...].reversed().joined() {
            if let before = entry.before {
                try Self.write(before, to: entry.path)
            } else {
                try PosixFileSystem().remove(entry.path)
            }
        }
    }

    private static func survivor(
        _ durable: [UInt8], _ written: [UInt8], _ generator: inout SeededGenerator
    ) -> [UInt8] {
        guard written.count > durable.count else { return Bool.random(using: &generator) ? durable : written }
        let end = Int.random(in: durable.count...written.count, using: &generator)
        var bytes = Array(written[..<end])
        // The file's size can reach the disk before its blocks do.
        if Bool.random(using: &generator), end > durable.count {
            let hole = Int.random(in: durable.count..<end, using: &generator)
            for position in hole..<min(end, hole + 64) { bytes[position] = 0 }
        }
        return bytes
    }

    private static func read(_ path: String) -> [UInt8]? {
        let files = PosixFileSystem()
        guard (try? files.exists(path)) == true, let file = try? files.open(path, create: false),
            let size = try? file.size()
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        _ = try? bytes.withUnsafeMutableBytes { try file.read($0, at: 0) }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try PosixFileSystem().open(path, create: true)
        try file.truncate(to: 0)
        var written = 0
        while written < bytes.count {
            written += try bytes.withUnsafeBytes {
                try file.write(UnsafeRawBufferPointer(rebasing: $0[written...]), at: Int64(written))
            }
        }
    }
}
