/// How long a user may take from the first step to the last: `30m`, `2h`, `7d`.
struct FunnelWindow: Sendable, Equatable {
    let text: String
    let seconds: Int

    init(_ text: String) throws(ConsoleRefusal) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...100_000).contains(count), count * unit <= 90 * 86_400
        else {
            throw ConsoleRefusal.unclear("The parameter window takes a time as 30m, 2h or 7d, 90d at most.")
        }
        self.text = text
        seconds = count * unit
    }
}
