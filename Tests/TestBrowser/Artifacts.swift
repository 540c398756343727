internal import Foundation

/// What a test run leaves for people to look at: in CLICKSTREAM_ARTIFACTS, or beside what was built.
enum Artifacts {
    static func keep(_ data: Data, named name: String) throws {
        let directory = self.directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try data.write(to: directory.appendingPathComponent(name))
    }

    private static var directory: URL {
        if let named = ProcessInfo.processInfo.environment["CLICKSTREAM_ARTIFACTS"], !named.isEmpty {
            return URL(fileURLWithPath: named)
        }
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("artifacts")
    }
}
