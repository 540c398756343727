import ArgumentParser
import TrafficSimulator

/// How much simulated traffic, of what kind.
struct TrafficOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Clicks a second, or max. The rate holds: what a slow broker delayed is sent afterwards.",
            valueName: "n|max"))
    var rate: TrafficRate?

    @Option(help: ArgumentHelp("Stop after so many records.", valueName: "records"))
    var count: Int64?

    @Option(
        help: ArgumentHelp(
            "The same seed and start time give the same clicks, byte for byte. (default: another one each time)",
            valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The time of the first click, RFC 3339; the following ones go on from there at the rate. (default: now)",
            valueName: "time"))
    var startTime: StartTime?

    @Option(help: ArgumentHelp("People who may come. (default: 200000)", valueName: "people"))
    var users: Int?

    @Option(help: ArgumentHelp("Products in the shop. (default: 400)", valueName: "products"))
    var products: Int?

    @Option(
        help: ArgumentHelp(
            "Share of records that repeat an earlier one, 0 to 1. (default: 0)", valueName: "share"))
    var duplicates: Double?

    @Option(
        help: ArgumentHelp(
            "Share of visits whose clicks arrive minutes to days late, 0 to 1. (default: 0)",
            valueName: "share"))
    var late: Double?

    @Option(
        help: ArgumentHelp("Share of records that are damaged, 0 to 1. (default: 0)", valueName: "share"))
    var malformed: Double?

    func validate() throws {
        for (name, share) in [("duplicates", duplicates), ("late", late), ("malformed", malformed)] {
            if let share, !(share >= 0 && share <= 1) {
                throw ValidationError("--\(name) takes a share from 0 to 1, not \(share).")
            }
        }
        if let users, !(1...TrafficConfiguration.mostUsers).contains(users) {
            throw ValidationError(
                "--users takes a number from 1 to \(TrafficConfiguration.mostUsers), not \(users).")
        }
        if let products, !(1...TrafficConfiguration.mostProducts).contains(products) {
            throw ValidationError(
                "--products takes a number from 1 to \(TrafficConfiguration.mostProducts), not \(products).")
        }
        if let count, count < 1 { throw ValidationError("--count takes a number above 0, not \(count).") }
    }

    /// An option that means nothing without traffic, where one was given.
    var optionWithoutRate: String? {
        let given: [(String, Bool)] = [
            ("count", count != nil), ("seed", seed != nil), ("start-time", startTime != nil),
            ("users", users != nil), ("products", products != nil), ("duplicates", duplicates != nil),
            ("late", late != nil), ("malformed", malformed != nil),
        ]
        return given.first { $0.1 }?.0
    }

    /// The plan for the simulator.
    /// - Parameters:
    ///   - defaultRate: where `--rate` was not given.
    ///   - duration: seconds, or `nil`.
    func plan(defaultRate: TrafficRate, duration: Double?) -> TrafficPlan {
        let now = WallClock.microseconds()
        var configuration = TrafficConfiguration(start: startTime?.microseconds ?? now)
        configuration.seed = seed ?? UInt64.random(in: 1...999_999)
        configuration.eventsPerSecond = (rate ?? defaultRate).eventsPerSecond
        configuration.duplicateShare = duplicates ?? 0
        configuration.lateShare = late ?? 0
        configuration.malformedShare = malformed ?? 0
        if let users { configuration.users = users }
        if let products { configuration.products = products }
        return TrafficPlan(
            configuration: configuration, rate: rate ?? defaultRate, hasOwnTime: startTime != nil,
            count: count,
            duration: duration.map { .seconds($0) })
    }
}
