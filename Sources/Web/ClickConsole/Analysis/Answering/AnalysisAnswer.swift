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

extension AnalysisAnswer {
    /// With the place where a list goes on as a text that tells nothing.
    func sealed(_ masks: MaskingRules) -> AnalysisAnswer {
        guard !masks.isEmpty else { return self }
        var answer = self
        answer.facts = facts.map { fact in
            guard fact.name == "next", case .string(let text)? = JSONReader.read(Array(fact.json.utf8)) else {
                return fact
            }
            return Fact(fact.name, JSONText.quoted(masks.sealed(text)))
        }
        return answer
    }
}
