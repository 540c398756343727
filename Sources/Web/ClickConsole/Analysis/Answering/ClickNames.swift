/// Which fields of clicks stand behind the names of an answer, for masks: what is made of several is masked
/// by the rule of any.
enum ClickNames {
    static let fields: [String: [String]] = [
        "user": ["user_id"], "session": ["session_id"], "page": ["page_url"], "entry_page": ["page_url"],
        "exit_page": ["page_url"], "title": ["page_title"],
        "source": ["source", "utm_source", "referrer"], "medium": ["utm_medium", "referrer"],
        "campaign": ["utm_campaign"], "product": ["product_id"], "product_name": ["product_name"],
        "search": ["search_query"], "order": ["order_id"], "units": ["quantity"],
        "revenue": ["price", "currency", "quantity"], "device": ["device", "user_agent"],
        "browser": ["browser", "user_agent"], "os": ["os", "user_agent"],
        // What the answer itself is made of is no click's source.
        "of.source": [],
    ]

    /// The fields behind a name; itself where it is one.
    static func of(_ name: String) -> [String] { fields[name] ?? [name] }
}

extension MaskingRules {
    /// - Throws: `ConsoleRefusal` where somebody asks by a field that they do not see.
    func check(asksBy fields: [String]) throws(ConsoleRefusal) {
        for field in fields where hides(anyOf: [field]) { throw .masked(field) }
    }
}
