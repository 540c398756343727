internal import Hummingbird

/// The history of the pipeline, or of one partition, as columns of numbers: a value a sample, `null` where it
/// is not known.
enum PipelineCurves {
    static func json(_ samples: [PipelineHistory.Sample], _ request: ConsoleRequest) throws -> JSONValue {
        let numbers = try RequestNumbers(request)
        let partition = try numbers.read("partition", 0...Int64(Int32.max))
        let topic = request.parameter("topic")
        func isWanted(_ state: PartitionState) -> Bool {
            partition.map { Int64(state.partition) == $0 } ?? true && topic.map { state.topic == $0 } ?? true
        }
        let pairs = Array(zip(samples, samples.dropFirst()))
        let rates = pairs.map { PipelineRates(from: $0, to: $1, of: isWanted) }
        let shown = pairs.map(\.1)
        func freshness(_ sample: PipelineHistory.Sample) -> PartitionState.Freshness? {
            partition == nil ? sample.freshness : sample.partitions.first(where: isWanted)?.freshness
        }
        func column(_ values: [Double?]) -> JSONValue { .array(values.map { .rate($0) }) }
        return [
            "seconds": .integer(PipelineHistory.interval.components.seconds),
            "times": .array(shown.map { .integer($0.time) }),
            "arriving": column(rates.map { $0?.arriving }), "stored": column(rates.map { $0?.stored }),
            "duplicates": column(rates.map { $0?.duplicates }),
            "rejected": column(rates.map { $0?.rejected }),
            "lag": .array(
                shown.map { .integer(PipelineNow.lag($0.partitions.filter(isWanted))) }),
            "p50": column(shown.map { freshness($0)?.p50 }), "p99": column(shown.map { freshness($0)?.p99 }),
        ]
    }
}
