/// Which visits: the parameters that the list of sessions and others like it have in common.
struct VisitFilter: Sendable {
    enum Bought: String, CaseIterable { case any, yes, no }

    static let names = ["bots", "converted", "bounce", "entry", "user"] + ClickFilter.ofVisits

    let bots: WhoseClicks
    let clicks: ClickFilter
    let converted: Bought
    let bounce: Bought
    let entry: String?
    let user: String?

    init(_ parameters: inout QueryParameters) throws(ConsoleRefusal) {
        bots = try parameters.take("bots", default: .exclude)
        clicks = try ClickFilter(&parameters, dimensions: ClickFilter.ofVisits)
        converted = try parameters.take("converted", default: .any)
        bounce = try parameters.take("bounce", default: .any)
        entry = try parameters.take("entry")
        user = try parameters.take("user")
    }

    /// Conditions that need no parameters, then those that do, from `number` on.
    func conditions(from number: Int) -> String {
        var text = bots.condition + clicks.visitConditions(from: number)
        var next = number + clicks.values.count
        switch converted {
        case .any: break
        case .yes: text += " AND purchases > 0"
        case .no: text += " AND purchases = 0"
        }
        switch bounce {
        case .any: break
        case .yes: text += " AND is_bounce"
        case .no: text += " AND NOT is_bounce"
        }
        for column in [(entry, "entry_page"), (user, "user_id")] where column.0 != nil {
            text += " AND \(column.1) = $\(next)"
            next += 1
        }
        return text
    }

    /// The fields of clicks that it asks for.
    var asksBy: [String] {
        clicks.asksBy + (entry == nil ? [] : ["page_url"]) + (user == nil ? [] : ["user_id"])
    }

    /// In the order of `conditions`.
    var parameters: [String?] { [entry, user].filter { $0 != nil } }
}
