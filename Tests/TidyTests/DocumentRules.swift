/// The rules on documents.
enum DocumentRules {
    /// Links and images whose target is a file of this checkout that is not there.
    static func deadLinks(_ file: Repository.File, exists: (String) -> Bool) -> [Violation] {
        var violations: [Violation] = []
        var isCode = false
        for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
            if isCode { continue }
            for match in line.matches(of: #/\]\(<?([^)\s>]+)/#) {
                let target = match.output.1
                guard let path = resolve(target, from: file.path) else { continue }
                if !exists(path) {
                    violations.append(
                        Violation(path: file.path, line: index + 1, message: "\(target) leads nowhere"))
                }
            }
        }
        return violations
    }

    /// The path from the root; `nil` for what leads out of the checkout or stays in the document.
    static func resolve(_ target: Substring, from document: String) -> String? {
        if target.hasPrefix("#") || target.contains("://") || target.hasPrefix("mailto:") { return nil }
        let path = target.prefix { $0 != "#" && $0 != "?" }
        var parts = path.hasPrefix("/") ? [] : Array(document.split(separator: "/").dropLast())
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
