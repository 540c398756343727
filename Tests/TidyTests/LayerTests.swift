import Testing

/// Who imports whom.
@Suite struct LayerTests {
    private let repository = Repository.this

    private var libraries: [SwiftSource] {
        repository.swift(in: "Sources/").filter { !$0.path.hasPrefix("Sources/App/") }
    }

    private func files(of target: String, _ layer: Layer) -> [SwiftSource] {
        repository.swift(in: layer.path(of: target) + "/")
    }

    @Test func `Package.swift has the edges of the table, no more and no fewer`() throws {
        let manifest = Manifest(try #require(repository.text("Package.swift")))
        expectNone(LayerRules.differences(manifest))
    }

    @Test func `a target imports only what the table gives it`() {
        expectNone(
            Layer.all.flatMap { name, layer in
                files(of: name, layer).flatMap { LayerRules.undeclaredImports($0, of: name, layer) }
            })
    }

    @Test func `a target uses every edge it has`() {
        expectNone(
            Layer.all.flatMap { name, layer -> [Violation] in
                let imported = Set(files(of: name, layer).flatMap { $0.imports.map(\.module) })
                guard !imported.isEmpty else { return [] }
                return layer.own.union(layer.foreign).subtracting(imported).map {
                    Violation(
                        path: "Package.swift", line: 1,
                        message: "\(name) depends on \($0) but never imports it")
                }
            })
    }

    @Test func `every folder of sources is a target of the table`() {
        let known = Set(Layer.all.map { $1.path(of: $0) })
        let folders = [("Sources/", 3), ("Benchmarks/", 2)].flatMap { folder, depth in
            repository.swift(in: folder).map { source in
                source.path.split(separator: "/").prefix(depth).joined(separator: "/")
            }
        }
        expectNone(
            Set(folders).subtracting(known).map {
                Violation(
                    path: $0, line: 1, message: "is not in the table of layers (Tests/TidyTests/Layers.swift)"
                )
            })
    }

    @Test func `no edge points forward along the way of a click, and none makes a circle`() {
        expectNone(LayerRules.forwardEdges(Layer.all))
    }

    @Test func `the client and the broker meet on the wire alone`() {
        for (name, forbidden) in Layer.neverTogether {
            let layer = Layer.all[name]
            #expect(layer?.own.isDisjoint(with: forbidden) == true, "\(name)")
            #expect(layer?.foreign.isDisjoint(with: forbidden) == true, "\(name)")
        }
    }

    @Test func `the targets without I/O do none`() {
        expectNone(
            Layer.pure.sorted().flatMap { name -> [Violation] in
                guard let layer = Layer.all[name] else { return [] }
                return LayerRules.inputAndOutput(files(of: name, layer))
            })
    }

    @Test func `Foundation stays out of the libraries`() {
        expectNone(libraries.flatMap(LayerRules.foundation))
    }

    @Test func `C is imported in CInterop folders alone`() {
        let sources = repository.swift(in: "Sources/") + repository.swift(in: "Benchmarks/")
        expectNone(sources.flatMap(LayerRules.strayCImports))
    }

    @Test func `every import in a library has an access level`() {
        expectNone(libraries.flatMap(LayerRules.bareImports))
    }
}

/// Records every violation as `file:line: message`.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
    let list = violations.map(\.description).sorted().joined(separator: "\n")
    #expect(violations.isEmpty, "\n\(list)", sourceLocation: sourceLocation)
}
