internal import Foundation

/// A file system of a few megabytes that can be filled up. For root on Linux.
package struct SmallDisk: Sendable {
    private let directory: String
    private var ballast: String { directory + "/ballast" }

    /// Whether this process may mount one.
    package static let isAvailable: Bool = {
        #if os(Linux)
            guard geteuid() == 0 else { return false }
            let place = FileManager.default.temporaryDirectory.path + "/clickstream-disk-\(getpid())"
            guard let disk = try? SmallDisk(at: place, megabytes: 1) else { return false }
            disk.remove()
            rmdir(place)
            return true
        #else
            return false
        #endif
    }()

    package init(at directory: String, megabytes: Int) throws {
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let options = "size=\(megabytes)m,mode=755"
        try Self.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory])
    }

    /// Leaves no room at all.
    package func fill() throws {
        guard FileManager.default.createFile(atPath: ballast, contents: nil),
            let file = FileHandle(forWritingAtPath: ballast)
        else { throw ProgramError(description: "no file \(ballast)") }
        for size in [1 << 20, 1 << 12] {
            let piece = Data(count: size)
            while (try? file.write(contentsOf: piece)) != nil {}
        }
        try file.close()
    }

    /// Gives the room back.
    package func clear() throws { try FileManager.default.removeItem(atPath: ballast) }

    /// Also while processes still use it; it is gone when they are.
    package func remove() { try? Self.run("umount", ["-l", directory]) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ProgramError(description: "\(program) \(arguments) failed")
        }
    }
}
