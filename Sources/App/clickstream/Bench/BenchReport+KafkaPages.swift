extension BenchReport {
    /// The console's pages beside a Kafka of a size.
    struct KafkaPages: Encodable {
        struct Page: Encodable {
            var target: String
            var bytes: Int
            var medianMs: Double
            var p99Ms: Double
        }

        var topics: Int
        var groups: Int
        var searches: Int
        var fillSeconds: Double
        var searchesAnswered: Int
        var idle: [Page]
        /// With the searches.
        var busy: [Page]

        /// The slowest p99 with the searches.
        var slowestMs: Double { (idle + busy).map(\.p99Ms).max() ?? 0 }

        var lines: [String] {
            var table = TextTable(["page", "bytes", "median", "p99", "with searches", "p99"])
            for (page, busy) in zip(idle, busy) {
                let times = [page.medianMs, page.p99Ms, busy.medianMs, busy.p99Ms]
                table.add(
                    [page.target, Format.count(page.bytes)]
                        + times.map { "\(Format.decimal($0, places: 1)) ms" })
            }
            return table.lines + [
                """
                Beside \(Format.count(topics)) topics and \(Format.count(groups)) groups, made in \
                \(Format.decimal(fillSeconds, places: 0)) s; \(searches) searches at once, \
                \(searchesAnswered) of them answered meanwhile.
                """
            ]
        }
    }
}
