/// The targets in `Package.swift`, read from its text: `library("Name", in: "Group", [dependencies])` and
/// `.executableTarget(name: …, dependencies: […], path: …)`.
struct Manifest {
    struct Target: Equatable {
        let name: String
        let folder: String
        /// The dependencies in quotes: targets of this package.
        let own: Set<String>
        /// The others: constants that name a product.
        let products: Set<String>
    }

    let targets: [Target]
    /// The module that each constant for a product stands for.
    let modules: [String: String]

    init(_ text: String) {
        var targets: [Target] = []
        for match in text.matches(of: #/library\(\s*"(\w+)",\s*in:\s*"(\w+)"(?:,\s*\[([^\]]*)\])?\s*\)/#) {
            let list = match.output.3 ?? ""
            targets.append(Self.target(match.output.1, folder: match.output.2, list))
        }
        let executable =
            #/
            \.executableTarget\(
            \s*name:\s*"([\w-]+)",
            \s*dependencies:\s*\[([^\]]*)\],
            \s*path:\s*"(?:Sources\/)?(\w+)\/
            /#
        for match in text.matches(of: executable) {
            targets.append(Self.target(match.output.1, folder: match.output.3, match.output.2))
        }
        self.targets = targets
        var modules: [String: String] = [:]
        let product = #/let (\w+) = Target\.Dependency\.product\(\s*name: "(\w+)"/#
        for match in text.matches(of: product) { modules[String(match.output.1)] = String(match.output.2) }
        self.modules = modules
    }

    private static func target(_ name: Substring, folder: Substring, _ list: Substring) -> Target {
        let items = list.split { $0 == "," || $0.isWhitespace }
        let own = items.filter { $0.hasPrefix("\"") }.map { String($0.dropFirst().dropLast()) }
        return Target(
            name: String(name), folder: String(folder), own: Set(own),
            products: Set(items.filter { !$0.hasPrefix("\"") }.map(String.init)))
    }
}
