/// The rules on imports: each takes what was read and says what is wrong.
enum LayerRules {
    static func differences(_ manifest: Manifest) -> [Violation] {
        var violations: [Violation] = []
        func report(_ message: String) {
            violations.append(Violation(path: "Package.swift", line: 1, message: message))
        }
        let declared = Dictionary(manifest.targets.map { ($0.name, $0) }) { first, _ in first }
        for name in Set(Layer.all.keys).subtracting(declared.keys) { report("\(name) is missing") }
        for (name, target) in declared {
            guard let layer = Layer.all[name] else {
                report("\(name) is not in the table of layers (Tests/TidyTests/Layers.swift)")
                continue
            }
            if layer.folder != target.folder { report("\(name) belongs in \(layer.path(of: name))") }
            let modules = Set(target.products.map { manifest.modules[$0] ?? $0 })
            let expected = layer.own.union(layer.foreign)
            let actual = target.own.union(modules)
            for extra in actual.subtracting(expected) {
                report("\(name) depends on \(extra), which the table of layers does not allow")
            }
            for missing in expected.subtracting(actual) {
                report("\(name) does not depend on \(missing), but the table of layers says so")
            }
        }
        return violations
    }

    static func undeclaredImports(_ source: SwiftSource, of name: String, _ layer: Layer) -> [Violation] {
        var allowed = layer.own.union(layer.foreign).union(Layer.system)
        if ["App", "Benchmarks"].contains(layer.folder) {
            allowed.formUnion(["Foundation", "FoundationEssentials"])
        }
        return source.imports.filter { !allowed.contains($0.module) && !isFoundation($0.module) }.map {
            Violation(path: source.path, line: $0.line, message: "\(name) may not import \($0.module)")
        }
    }

    /// C targets and Base are below everything; the rest is in the order of the groups. Within a group only
    /// circles are wrong.
    static func forwardEdges(_ layers: [String: Layer]) -> [Violation] {
        func rank(_ folder: String) -> Int { Layer.groups.firstIndex(of: folder) ?? -1 }
        func reaches(_ start: String, _ goal: String) -> Bool {
            var open = Array(layers[start]?.own ?? [])
            var seen: Set<String> = []
            while let next = open.popLast() {
                if next == goal { return true }
                if seen.insert(next).inserted { open += layers[next]?.own ?? [] }
            }
            return false
        }
        var violations: [Violation] = []
        for (name, layer) in layers {
            for other in layer.own where rank(layers[other]?.folder ?? "C") > rank(layer.folder) {
                violations.append(
                    Violation(
                        path: "Tests/TidyTests/Layers.swift", line: 1,
                        message: "\(name) ► \(other) points forward"))
            }
            if reaches(name, name) {
                violations.append(
                    Violation(
                        path: "Tests/TidyTests/Layers.swift", line: 1, message: "\(name) depends on itself"))
            }
        }
        return violations
    }

    private static func isFoundation(_ module: String) -> Bool { module.hasPrefix("Foundation") }

    static func foundation(_ source: SwiftSource) -> [Violation] {
        source.imports.filter { isFoundation($0.module) }.map {
            Violation(path: source.path, line: $0.line, message: "\($0.module) belongs in no library")
        }
    }

    /// Nothing imports the executable, so that in it the level would say nothing.
    static func bareImports(_ source: SwiftSource) -> [Violation] {
        source.imports.filter { !$0.hasAccessLevel }.map {
            Violation(
                path: source.path, line: $0.line,
                message: "say how far this import is seen: internal import \($0.module), or package import")
        }
    }

    /// Modules named C… are C. The embedded files, which are plain bytes, need no folder, but one file.
    static func strayCImports(_ source: SwiftSource) -> [Violation] {
        source.imports.filter { found in
            let name = found.module.utf8
            let second = name.dropFirst().first ?? 0
            guard name.first == UInt8(ascii: "C"), (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(second)
            else {
                return false
            }
            if source.path.contains("/CInterop/") { return false }
            let file = source.path.split(separator: "/").last ?? ""
            return !(found.module == "CEmbedded" && file.hasPrefix("Embedded"))
        }.map {
            Violation(
                path: source.path, line: $0.line,
                message:
                    "\($0.module) is imported outside a CInterop folder (CEmbedded: outside Embedded….swift)")
        }
    }

    /// Calls by which a target without I/O would do some: files, sockets, the environment, clocks, chance.
    private static let effects = [
        "open(", "fopen(", "read(", "pread(", "write(", "pwrite(", "socket(", "connect(", "print(", "getenv(",
        "time(", "clock_gettime(", "gettimeofday(", "usleep(", "nanosleep(", "pthread_create(", "arc4random",
    ]
    private static let effectTypes = [
        "SystemRandomNumberGenerator", "ContinuousClock", "SuspendingClock", "Task.sleep", "Task {", "Date()",
    ]

    /// - Parameter sources: all files of one target: what it declares itself it may call by that name.
    static func inputAndOutput(_ sources: [SwiftSource]) -> [Violation] {
        let own = Set(sources.flatMap { $0.code(with: "func ").flatMap { declaredFunctions($0.line) } })
        let foreign = effects.filter { !own.contains(String($0.dropLast())) }
        return sources.flatMap { source in
            let calls = foreign.flatMap { call in
                source.code(with: call).filter { Self.calls(call, in: $0.line) }.map { ($0.number, call) }
            }
            let types = effectTypes.flatMap { type in source.code(with: type).map { ($0.number, type) } }
            return (calls + types).map { number, name in
                Violation(path: source.path, line: number, message: "\(name) is I/O, time or chance")
            }
        }
    }

    private static func declaredFunctions(_ line: Substring) -> [String] {
        line.matches(of: #/func (\w+)/#).map { String($0.output.1) }
    }

    /// Whether the free function is called: not a method, not the end of a longer name.
    private static func calls(_ function: String, in line: Substring) -> Bool {
        guard let range = line.firstRange(of: function) else { return false }
        guard let last = line[..<range.lowerBound].last else { return true }
        return !(last.isLetter || last.isNumber || last == "_" || last == ".")
    }
}
