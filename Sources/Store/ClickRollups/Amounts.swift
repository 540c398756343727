/// Amounts of money by owner and currency, as chains in one array.
struct Amounts {
    private struct Link {
        let currency: CurrencyCode
        var amount: Int128
        var next: Int32
    }

    private var links: [Link] = []

    mutating func removeAll() { links.removeAll(keepingCapacity: true) }

    /// Adds to the owner whose chain begins at `first`; -1 is an empty chain.
    mutating func add(_ amount: Int128, _ currency: CurrencyCode, to first: inout Int32) {
        var index = first
        while index >= 0 {
            if links[Int(index)].currency == currency {
                links[Int(index)].amount += amount
                return
            }
            index = links[Int(index)].next
        }
        links.append(Link(currency: currency, amount: amount, next: first))
        first = Int32(links.count - 1)
    }

    /// Visits the amounts of one chain.
    func forEach(from first: Int32, _ body: (CurrencyCode, Int128) -> Void) {
        var index = first
        while index >= 0 {
            body(links[Int(index)].currency, links[Int(index)].amount)
            index = links[Int(index)].next
        }
    }
}
