import ClickImport
import Foundation
import Testing

@Suite struct FileSourceTests {
    @Test func `a file is read from front to back, across many chunks`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "clicks.ndjson").path
        let lines = (0..<3000).map {
            #"{"event_type":"search","event_time":"2025-02-19T21:20:00Z","user_id":"visitor \#($0)"}"#
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let imported = try Imported(FileSource(path: path), .ndjson)
        #expect(imported.clicks.map(\.key) == (0..<3000).map { "visitor \($0)" })
    }

    @Test func `a file that cannot be read is said by name, with the system's reason`() {
        let missing = #expect(throws: ImportError.self) { try FileSource(path: "/nowhere/clicks.csv") }
        #expect(missing?.description == "cannot read /nowhere/clicks.csv: No such file or directory")
        let directory = #expect(throws: ImportError.self) { try Imported(FileSource(path: "/"), .ndjson) }
        #expect(directory?.description == "cannot read /: Is a directory")
    }
}
