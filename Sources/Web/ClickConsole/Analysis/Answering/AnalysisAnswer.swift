/// The answer to a question: some facts, and a table.
struct AnalysisAnswer {
    /// A member of the JSON object, its value in JSON.
    struct Fact {
        let name: String
        let json: String

        init(_ name: String, _ json: String) {
            self.name = name
            self.json = json
        }
    }

    var facts: [Fact]
    var table: AnalysisTable
}
