import Testing

/// The rules themselves: each finds what was planted, where it was planted, and nothing else.
@Suite struct RuleTests {
    private func source(_ text: String) -> SwiftSource { SwiftSource(path: "A.swift", text: text) }

    private func lines(_ violations: [Violation]) -> [Int] { violations.map(\.line) }

    @Test func `comments and literals are told from code`() {
        let text = #"""
            let a = "try! { // no" // try! {
            /* as! /* nested */ { */ let b = 1
            let c = "x \(f("}") + "y") z"
            let d = """
                { as! "quoted" \(g { $0 })
                """
            let e = #"\("{")"# + ##"a"#b"## + "\\"
            @Test func `a name with "quotes" and {`() {}
            """#
        let source = source(text)
        #expect(
            source.code.map { $0.filter { $0 != " " } } == [
                #"leta="""#, "letb=1", #"letc=""(f("")+"")"#, #"letd="""#, "(g{$0})", "",
                #"lete=""+""+"""#, "@Testfunc``(){}",
            ])
        #expect(source.comments[0] == "// try! {")
        #expect(source.comments[1] == "/* as! /* nested */ { */")
        #expect(source.lines.count == source.code.count)
        #expect(source.lines.count == source.comments.count)
    }

    @Test func `imports are found with their level`() {
        let found = source(
            """
            import A
            internal import B.C
            @preconcurrency package import func Glibc.log
            // import D
            #if canImport(E)
                internal import E
            #endif
            let important = 1
            """
        ).imports
        #expect(found.map(\.module) == ["A", "B", "Glibc", "E"])
        #expect(found.map(\.line) == [1, 2, 3, 6])
        #expect(found.map(\.hasAccessLevel) == [false, true, true, true])
    }

    @Test func `functions are measured from their first line to their last`() {
        let found = source(
            """
            protocol P {
                func noBody(a: Int) -> Int
                init?(x: Int)
                var y: Int { get }
            }
            struct S {
                let initial = 1
                init() {}
                package static func long(
                    a: () -> Void = { }
                ) throws -> Int {
                    let text = "}"
                    if true { return 1 }
                    func inner() {
                    }
                    self.init(x: 1)
                }
                deinit { }
            }
            """
        ).functions
        #expect(found.map(\.line) == [8, 9, 14, 18])
        #expect(found.map(\.lineCount) == [1, 9, 2, 1])
    }

    @Test func `long files, functions and lines are found`() {
        let body = String(repeating: "    step()\n", count: StyleRules.functionLines)
        let long = source("func f() {\n\(body)}\n")
        #expect(lines(StyleRules.functions(long)) == [1])
        #expect(StyleRules.functions(source("func f() {\n}\n")).isEmpty)
        #expect(StyleRules.length(source(String(repeating: "\n", count: StyleRules.fileLines))).isEmpty)
        #expect(lines(StyleRules.length(source(String(repeating: "\n", count: 451)))) == [451])
        func line(_ count: Int, _ start: String) -> SwiftSource {
            source("\n" + start + String(repeating: "é", count: count - start.count))
        }
        #expect(lines(StyleRules.width(line(110, "// "))) == [])
        #expect(lines(StyleRules.width(line(111, "// "))) == [2])
        #expect(lines(StyleRules.width(line(111, "let a = b"))) == [2])
        #expect(lines(StyleRules.width(line(111, "let a = \""))) == [])
    }

    @Test func `banned idioms are found as words alone`() {
        let planted = [
            "let a = try! f()", "let b = c as! D", "fatalError(\"x\")", "let e = Center.shared",
            "unsafeBitCast(a, to: B.self)",
        ]
        for line in planted { #expect(lines(StyleRules.idioms(source("\n" + line))) == [2], "\(line)") }
        let fine = [
            "retry!.go()", "lock(.shared)", "core.shared.wait()", "A.sharedKey",
            "if let e = fatalError(operation: o)", "let s = \"try! as!\"", "try? f()", "a as? B",
        ]
        for line in fine { #expect(StyleRules.idioms(source(line)).isEmpty, "\(line)") }
        #expect(lines(StyleRules.reminders(source("// T\u{4f}DO: later\nlet todo = 1"))) == [1])
        #expect(StyleRules.sleeps(source("try await Task.sleep(for: .seconds(1))")).count == 1)
        #expect(StyleRules.sleeps(source("oversleep(1)")).isEmpty)
    }

    @Test func `paths of one machine are found`() {
        let file = Repository.File(path: "a.md", text: "fine\nsee /wo\u{72}k/main\n")
        #expect(lines(StyleRules.machinePaths(file)) == [2])
    }

    @Test func `dead links are found`() {
        let file = Repository.File(
            path: "docs/a.md",
            text: """
                [ok](b.md#part) [web](https://example.org/x) [here](#top)
                ![gone](../images/c.png) [up](../README.md)
                ```
                [not a link](d.md)
                ```
                """)
        let violations = DocumentRules.deadLinks(file) { ["docs/b.md", "README.md"].contains($0) }
        #expect(lines(violations) == [2])
        #expect(violations.first?.message.contains("../images/c.png") == true)
    }

    @Test func `edges that are not allowed are found`() {
        let source = SwiftSource(
            path: "Sources/Log/KafkaClient/A.swift",
            text:
                "internal import KafkaBroker\ninternal import CLibrdkafka\nimport Logging\ninternal import Foundation\n"
        )
        let layer = Layer("Log", ["CLibrdkafka"], ["Logging"])
        #expect(lines(LayerRules.undeclaredImports(source, of: "KafkaClient", layer)) == [1])
        #expect(lines(LayerRules.strayCImports(source)) == [2])
        #expect(lines(LayerRules.bareImports(source)) == [3])
        #expect(lines(LayerRules.foundation(source)) == [4])
        let embedded = SwiftSource(
            path: "Sources/Store/ClickStore/EmbeddedFiles.swift", text: "internal import CEmbedded")
        #expect(LayerRules.strayCImports(embedded).isEmpty)
        #expect(!LayerRules.forwardEdges(["ClickModel": Layer("Click", ["X"]), "X": Layer("Store")]).isEmpty)
        #expect(!LayerRules.forwardEdges(["A": Layer("Log", ["B"]), "B": Layer("Log", ["A"])]).isEmpty)
        let calls = self.source("let x = read(1)\nreader.read(1)\nwrite(x)\nContinuousClock.now")
        let declares = self.source("func write(x: Int) {}")
        #expect(lines(LayerRules.inputAndOutput([calls, declares])) == [1, 4])
        #expect(lines(LayerRules.inputAndOutput([calls])) == [1, 3, 4])
    }

    @Test func `targets are read from a manifest`() {
        let manifest = Manifest(
            """
            let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
            library("A", in: "Base"),
            library(
                "B", in: "Log",
                ["A", logging]),
            .executableTarget(
                name: "c",
                dependencies: ["A", "B", logging],
                path: "Sources/App/c", swiftSettings: settings),
            .executableTarget(name: "d-e", dependencies: ["A"], path: "Benchmarks/D"),
            """)
        #expect(
            manifest.targets == [
                .init(name: "A", folder: "Base", own: [], products: []),
                .init(name: "B", folder: "Log", own: ["A"], products: ["logging"]),
                .init(name: "c", folder: "App", own: ["A", "B"], products: ["logging"]),
                .init(name: "d-e", folder: "Benchmarks", own: ["A"], products: []),
            ])
        #expect(manifest.modules == ["logging": "Logging"])
    }
}
