import ClickModel
import TrafficSimulator

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Prints simulated traffic to standard output, one JSON object a line. A start time of its own makes it run
/// as fast as it can; otherwise it keeps to the clock.
struct TrafficPrinter {
    let plan: TrafficPlan

    /// Returns once the plan is fulfilled or nobody reads on.
    func run() async throws {
        var plan = plan
        if plan.hasOwnTime { plan.isPaced = false }
        var schedule = TrafficSchedule(plan, now: WallClock.microseconds())
        var simulator = TrafficSimulator(plan.configuration)
        var writer = ClickWriter()
        var lines: [UInt8] = []
        while true {
            switch schedule.next(at: WallClock.microseconds()) {
            case .finished: return
            case .wait(let microseconds): try await Task.sleep(for: .microseconds(microseconds))
            case .send(let dueTimes):
                lines.removeAll(keepingCapacity: true)
                for index in dueTimes.indices {
                    _ = simulator.next(at: dueTimes.time(of: index), &writer)
                    writer.withBytes { lines.append(contentsOf: $0) }
                    lines.append(UInt8(ascii: "\n"))
                }
                let isWritten = lines.withUnsafeBytes { StandardStreams.write($0, to: STDOUT_FILENO) }
                guard isWritten else {
                    if errno == EPIPE { return }
                    throw InputError(
                        "Standard output cannot be written: \(String(cString: strerror(errno))).")
                }
            }
        }
    }
}
