import ClickModel
import TrafficSimulator

/// How fast clicks are made and read, without any I/O, on this thread.
enum CodecBench {
    /// - Returns: events a second.
    static func simulate(count: Int, seed: UInt64) -> Double {
        let start = WallClock.microseconds()
        var configuration = TrafficConfiguration(start: start)
        configuration.seed = seed
        var simulator = TrafficSimulator(configuration)
        var writer = ClickWriter()
        let time = ContinuousClock().measure {
            for index in 0..<count { _ = simulator.next(at: start + Int64(index) * 10, &writer) }
        }
        return Double(count) / time.seconds
    }

    /// - Returns: events a second.
    /// - Throws: `ClickRejection` where a simulated click is not valid.
    static func decode(_ records: SimulatedBacklog) throws -> Double {
        let decoder = ClickDecoder()
        let time = try ContinuousClock().measure {
            try records.forEach { record in
                if case .rejected(let rejection) = decoder.decode(record, producedAt: records.producedAt) {
                    throw rejection
                }
            }
        }
        return Double(records.count) / time.seconds
    }
}
