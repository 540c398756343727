package import Foundation

/// Who started whom. Empty but on Linux.
package enum ProcessTree {
    package static func children(of parent: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { Self.parent(of: $0) == parent }
    }

    private static func parent(of process: pid_t) -> pid_t? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        // `1234 (any name) S 1 …`
        return text[text.index(after: name)...].split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
    }
}
