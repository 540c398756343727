import Foundation
import Testing

/// Totals of a file in the format of REES46, straight from its columns: a line of text for each group, as in
/// `1001 3 89.9000`, which is the group, its rows, and a sum of money to four decimals.
struct SampleTotals {
    private(set) var eventTypes: Set<String> = []
    /// With the revenue of purchases.
    private(set) var products: Set<String> = []
    private(set) var sessions: Set<String> = []
    private(set) var days: Set<String> = []

    private struct Total {
        var count = 0
        var hundredths = 0
    }

    init(file: String) throws {
        let names = [
            "view": "view_item", "cart": "add_to_cart", "remove_from_cart": "remove_from_cart",
            "purchase": "purchase",
        ]
        var totals: [[String: Total]] = Array(repeating: [:], count: 4)
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst() {
            let columns = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let eventType = try #require(names[columns[1]])
            let price = try Self.hundredths(columns[6])
            let revenue = eventType == "purchase" ? price : 0
            let groups = [
                (eventType, price), (columns[2], revenue), (columns[8], revenue),
                (String(columns[0].prefix(10)), revenue),
            ]
            for (number, (name, money)) in groups.enumerated() where !name.isEmpty {
                totals[number][name, default: Total()].count += 1
                totals[number][name, default: Total()].hundredths += money
            }
        }
        let lines = totals.map { Set($0.map { "\($0) \($1.count) \(Self.decimal($1.hundredths))" }) }
        (eventTypes, products, sessions, days) = (lines[0], lines[1], lines[2], lines[3])
    }

    private static func hundredths(_ price: String) throws -> Int {
        let parts = price.split(separator: ".")
        let whole = try #require(Int(parts[0]))
        let fraction = parts.count > 1 ? parts[1].padding(toLength: 2, withPad: "0", startingAt: 0) : "0"
        return whole * 100 + (try #require(Int(fraction)))
    }

    private static func decimal(_ hundredths: Int) -> String {
        let cents = String(100 + hundredths % 100).dropFirst()
        return "\(hundredths / 100).\(cents)00"
    }
}
