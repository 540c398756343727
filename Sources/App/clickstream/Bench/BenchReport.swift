/// The figures of one run of `clickstream bench`. Rates are events a second; a rate of several rounds is
/// their median.
struct BenchReport: Encodable {
    struct Sink: Encodable {
        /// One connection, binary COPY of ready-made rows into `user_clicks`, committed.
        var rawCopyPerSecond: Double
        /// From the topic to committed rows.
        var sinkPerSecond: Double
        /// Sink to raw COPY, the median over the rounds of each round's ratio.
        var ratioToRawCopy: Double
        var rounds: Int
    }

    struct EndToEnd: Encodable {
        var storedPerSecond: Double
        var seconds: Double
        /// At a steady rate, from a record's timestamp to its committed row, in milliseconds.
        var steadyRate: Double
        var freshnessP50Ms: UInt64
        var freshnessP99Ms: UInt64
        var peakMemoryBytes: Int64
    }

    var events: Int
    var averageBytes: Int
    var decodePerSecond: Double?
    var simulatePerSecond: Double?
    var producePerSecond: Double?
    var sink: Sink?
    var endToEnd: EndToEnd?

    /// For a person.
    var lines: [String] {
        var table = TextTable(["what", "events/s", "note"])
        if let simulatePerSecond {
            table.add([
                "simulate", Format.rate(simulatePerSecond), "one thread, JSON of \(averageBytes) bytes",
            ])
        }
        if let decodePerSecond {
            table.add(["decode", Format.rate(decodePerSecond), "one thread, decoded and validated"])
        }
        if let producePerSecond {
            table.add(["produce", Format.rate(producePerSecond), "acks=all, embedded broker, fdatasync"])
        }
        if let sink {
            table.add(["raw COPY", Format.rate(sink.rawCopyPerSecond), "ready-made rows into user_clicks"])
            table.add([
                "sink", Format.rate(sink.sinkPerSecond),
                "\(Format.decimal(sink.ratioToRawCopy, places: 2)) of raw COPY, median of \(sink.rounds) rounds",
            ])
        }
        if let endToEnd {
            table.add([
                "end to end", Format.rate(endToEnd.storedPerSecond),
                "simulated, produced and stored at once, \(Format.decimal(endToEnd.seconds, places: 0)) s",
            ])
            table.add([
                "fresh", Format.rate(endToEnd.steadyRate),
                "p50 \(Format.milliseconds(endToEnd.freshnessP50Ms)), "
                    + "p99 \(Format.milliseconds(endToEnd.freshnessP99Ms)) to the committed row",
            ])
            table.add(["memory", "-", "peak \(Format.bytes(endToEnd.peakMemoryBytes)) of this process"])
        }
        return table.lines
    }
}
