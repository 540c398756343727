import FoundationEssentials

/// The JSON file with options, checked before it is used: a misspelt name must not be a default in disguise.
enum ConfigurationFile {
    private enum Value: Decodable {
        case text, number, texts, flag, other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(String.self)) != nil {
                self = .text
            } else if (try? container.decode(Int.self)) != nil {
                self = .number
            } else if (try? container.decode([String].self)) != nil {
                self = .texts
            } else if (try? container.decode(Bool.self)) != nil {
                self = .flag
            } else {
                self = .other
            }
        }
    }

    private static let options: [String: Value] = [
        "bootstrap-servers": .text, "console-actions": .flag, "console-host": .texts,
        "console-listen": .text, "console-mask": .texts, "console-proxy": .texts,
        "console-read-only": .flag, "console-token-file": .text, "console-users": .text, "data-dir": .text,
        "database-url": .text, "kafka-property": .texts,
        "listen": .text, "log-level": .text, "on-new-topic": .text, "partitions": .number,
        "retention": .text, "topic": .text,
    ]

    /// - Throws: `UsageError` for a file that cannot be read, is no JSON object, names an option that is not
    ///   one of these, or gives it a value of another type.
    static func check(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UsageError(
                "There is no configuration file \(path), or it cannot be read; name another with --config.")
        }
        guard let values = try? JSONDecoder().decode([String: Value].self, from: data) else {
            throw UsageError("The configuration file \(path) is not a JSON object; correct it.")
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let expected = options[name] else {
                let names = options.keys.sorted().joined(separator: ", ")
                throw UsageError("The configuration file \(path) has \"\(name)\", which is none of \(names).")
            }
            guard value == expected else {
                throw UsageError(
                    "In the configuration file \(path), \"\(name)\" takes \(description(of: expected)).")
            }
        }
    }

    private static func description(of value: Value) -> String {
        switch value {
        case .text: "a text"
        case .number: "a whole number"
        case .texts: "a list of texts"
        case .flag: "true or false"
        case .other: "something else"
        }
    }
}
