import ClickSink

/// Counts what the sink does with an event, and compares with the limits that are checked in.
///
///     hot-path check Benchmarks/thresholds.json      measures all, prints a table, fails beyond a limit
///     hot-path feed all 4                            what is measured: four transactions, for a profiler
@main
struct HotPathBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch arguments.first {
            case "check" where arguments.count == 2:
                try await Check(limits: Limits(file: arguments[1])).run()
            case "feed" where arguments.count == 3:
                guard let extent = HotPath.Extent(rawValue: arguments[1]), let count = Int(arguments[2])
                else { throw Failure.usage }
                var feed = Feed(extent)
                try feed.run(transactions: count)
            default: throw Failure.usage
            }
        } catch let failure as Failure {
            failure.exit()
        } catch {
            Failure(code: 1, "\(error)").exit()
        }
    }
}
