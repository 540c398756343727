internal import ClickModel

/// A thousand simulated clicks a second in memory, one behind the other: a backlog as it comes of an outage,
/// and the same records for every measurement.
package struct SimulatedBacklog: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Milliseconds since 1970, what the records' timestamps are taken to be.
    package let producedAt: Int64

    package var count: Int { ends.count }
    package var averageBytes: Int { ends.isEmpty ? 0 : bytes.count / ends.count }

    /// - Parameter end: when the last click is made, in microseconds since 1970.
    package init(count: Int, seed: UInt64, end: Int64) {
        producedAt = end / 1000
        let start = producedAt * 1000 - Int64(count) * 1000
        var configuration = TrafficConfiguration(start: start)
        configuration.seed = seed
        configuration.eventsPerSecond = 1000
        var simulator = TrafficSimulator(configuration)
        var writer = ClickWriter()
        bytes.reserveCapacity(count * 480)
        ends.reserveCapacity(count)
        for index in 0..<count {
            // Visits have the clicks of their usual times.
            _ = simulator.next(at: start + Int64(index) * 1000, &writer)
            writer.withBytes { bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
        }
    }

    /// Visits every record.
    package func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { all in
            var start = 0
            for end in ends {
                try body(UnsafeRawBufferPointer(rebasing: all[start..<end]))
                start = end
            }
        }
    }
}
