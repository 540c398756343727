import Foundation

/// The files of this checkout, read once.
struct Repository: Sendable {
    /// A file by its path from the root, with `/`.
    struct File: Sendable {
        let path: String
        let text: String
    }

    let root: String
    let swift: [SwiftSource]
    /// Everything that is text: sources, scripts, documents, the files that steer the build.
    let texts: [File]

    static let this = Repository(root: rootOfThisFile())

    private init(root: String) {
        self.root = root
        let texts = Self.textFiles(under: root)
        self.texts = texts
        swift = texts.filter { $0.path.hasSuffix(".swift") }.map { SwiftSource(path: $0.path, text: $0.text) }
    }

    func text(_ path: String) -> String? { texts.first { $0.path == path }?.text }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    /// The Swift files under a folder from the root, which ends in `/`.
    func swift(in folder: String) -> [SwiftSource] { swift.filter { $0.path.hasPrefix(folder) } }

    private static func rootOfThisFile(_ path: String = #filePath) -> String {
        var url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        for _ in 1...3 { url.deleteLastPathComponent() }
        return url.path
    }

    /// Folders that hold what was built or stored, not what was written.
    private static let skipped: Set<String> = [
        ".git", ".build", ".clickstream", ".swiftpm", ".venv", "node_modules", "__pycache__",
    ]

    private static let textSuffixes = [
        ".swift", ".md", ".c", ".cpp", ".h", ".modulemap", ".sql", ".sh", ".py", ".js", ".mjs", ".css",
        ".html",
        ".json", ".yml", ".yaml", ".txt", ".editorconfig", ".gitignore", ".swift-format",
    ]

    private static func textFiles(under root: String) -> [File] {
        var files: [File] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
            for name in names.sorted() where !skipped.contains(name) && !name.hasPrefix(".build-") {
                let path = folder + name
                var isFolder: ObjCBool = false
                let exists = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
                guard exists else { continue }
                if isFolder.boolValue {
                    folders.append(path + "/")
                } else if textSuffixes.contains(where: name.hasSuffix) || !name.dropFirst().contains("."),
                    let data = FileManager.default.contents(atPath: root + "/" + path), data.count < 1 << 20,
                    let text = String(data: data, encoding: .utf8)
                {
                    files.append(File(path: path, text: text))
                }
            }
        }
        return files
    }
}

/// Something that a rule does not allow, and where.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}
