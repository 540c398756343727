/// The figures of one run of `clickstream bench`. Rates are events a second; a rate of several rounds is
/// their median.
struct BenchReport: Encodable {
    /// Draining a backlog, against raw COPY in the same rounds of the same run.
    struct Sink: Encodable {
        struct Drain: Encodable {
            /// Rollups and sessions are written too.
            var rollups: Bool
            var workers: Int
            /// From the topic to committed rows, the median of the rounds.
            var perSecond: Double
            /// To raw COPY, the median over the rounds of each round's ratio.
            var ratioToRawCopy: Double
        }

        /// One connection, binary COPY of ready-made rows into `user_clicks`, committed.
        var rawCopyPerSecond: Double
        var drains: [Drain]
        var rounds: Int
        /// Resident memory of this process that the drains added at most; nil where it can't be told.
        var addedMemoryBytes: Int64?
    }

    /// At a steady rate, from a record's timestamp to its committed row.
    struct Freshness: Encodable {
        var perSecond: Double
        var p50Ms: UInt64
        var p90Ms: UInt64
        var p99Ms: UInt64
        var p999Ms: UInt64
        var maximumMs: UInt64
    }

    struct EndToEnd: Encodable {
        var storedPerSecond: Double
        var seconds: Double
        /// Resident memory of this process that the run added at most; nil where it can't be told.
        var addedMemoryBytes: Int64?
    }

    var events: Int
    var averageBytes: Int
    var decodePerSecond: Double?
    var simulatePerSecond: Double?
    var hotPathPerSecond: Double?
    var producePerSecond: Double?
    var sink: Sink?
    var freshness: Freshness?
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
        if let hotPathPerSecond {
            table.add([
                "hot path", Format.rate(hotPathPerSecond),
                "one thread, decoded, written as a row, counted for rollups and sessions",
            ])
        }
        if let producePerSecond {
            table.add(["produce", Format.rate(producePerSecond), "acks=all, embedded broker, fdatasync"])
        }
        if let sink { addSink(sink, to: &table) }
        if let freshness {
            table.add([
                "fresh", Format.rate(freshness.perSecond),
                "p50 \(Format.milliseconds(freshness.p50Ms)), p90 \(Format.milliseconds(freshness.p90Ms)), "
                    + "p99 \(Format.milliseconds(freshness.p99Ms)), "
                    + "p99.9 \(Format.milliseconds(freshness.p999Ms)), "
                    + "most \(Format.milliseconds(freshness.maximumMs)), from sent to committed; "
                    + "the first 3 s not counted",
            ])
        }
        if let endToEnd {
            table.add([
                "end to end", Format.rate(endToEnd.storedPerSecond),
                "simulated, produced and stored at once, \(Format.decimal(endToEnd.seconds, places: 0)) s",
            ])
            addMemory(endToEnd.addedMemoryBytes, "of the simulator, the broker and the sink", to: &table)
        }
        return table.lines
    }

    private func addSink(_ sink: Sink, to table: inout TextTable) {
        table.add([
            "raw COPY", Format.rate(sink.rawCopyPerSecond),
            "ready-made rows into user_clicks, one connection, median of \(sink.rounds) rounds",
        ])
        for drain in sink.drains {
            let what = drain.rollups ? "with rollups and sessions" : "rows only"
            let workers = drain.workers == 1 ? "1 worker" : "\(drain.workers) workers"
            table.add([
                "sink", Format.rate(drain.perSecond),
                "\(Format.decimal(drain.ratioToRawCopy, places: 2)) of raw COPY, \(what), \(workers)",
            ])
        }
        addMemory(sink.addedMemoryBytes, "of the sink and the broker", to: &table)
    }

    private func addMemory(_ bytes: Int64?, _ what: String, to table: inout TextTable) {
        if let bytes { table.add(["memory", "-", "\(Format.bytes(bytes)) at most \(what)"]) }
    }
}
