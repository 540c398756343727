/// Whose clicks are counted: programs are kept apart from persons.
enum WhoseClicks: String, CaseIterable, Sendable {
    case exclude, include, only

    /// The values of `is_bot`, as an array of PostgreSQL.
    var values: String {
        switch self {
        case .exclude: "{f}"
        case .include: "{f,t}"
        case .only: "{t}"
        }
    }

    var condition: String { "is_bot = ANY ('\(values)'::boolean[])" }
}
