extension BenchReport {
    /// The console's pages over tables of a size.
    struct Console: Encodable {
        struct Panel: Encodable {
            var target: String
            /// With nothing of it in memory yet, or little.
            var firstMs: Double
            var medianMs: Double
            var p99Ms: Double
        }

        var clicks: Int
        var days: Int
        var fillSeconds: Double
        var panels: [Panel]

        /// The slowest median.
        var slowestMs: Double { panels.map(\.medianMs).max() ?? 0 }

        var lines: [String] {
            var table = TextTable(["page", "median", "p99", "first"])
            for panel in panels {
                let times = [panel.medianMs, panel.p99Ms, panel.firstMs]
                table.add([panel.target] + times.map { "\(Format.decimal($0, places: 1)) ms" })
            }
            let filled = Format.decimal(fillSeconds, places: 0)
            return table.lines + [
                "Over \(Format.count(clicks)) clicks of \(days) days, filled in \(filled) s."
            ]
        }
    }
}
