extension BenchReport {
    /// The console's pages over tables of a size.
    struct Console: Encodable {
        struct Panel: Encodable {
            var target: String
            /// With nothing of it in memory yet, or little.
            var firstMs: Double
            var medianMs: Double
            /// What of it a processor worked on the query in PostgreSQL, on average; nil where it can't be
            /// told.
            var busyMs: Double?
            var p99Ms: Double
        }

        var clicks: Int
        var days: Int
        var fillSeconds: Double
        var panels: [Panel]

        /// The slowest median.
        var slowestMs: Double { panels.map(\.medianMs).max() ?? 0 }

        var lines: [String] {
            var table = TextTable(["page", "median", "p99", "first", "busy"])
            for panel in panels {
                let times = [panel.medianMs, panel.p99Ms, panel.firstMs]
                let busy = panel.busyMs.map { "\(Format.decimal($0, places: 1)) ms" } ?? "-"
                table.add([panel.target] + times.map { "\(Format.decimal($0, places: 1)) ms" } + [busy])
            }
            let filled = Format.decimal(fillSeconds, places: 0)
            return table.lines + [
                "Over \(Format.count(clicks)) clicks of \(days) days, filled in \(filled) s."
            ]
        }
    }
}
