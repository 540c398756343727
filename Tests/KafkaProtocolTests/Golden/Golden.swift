import Testing
import KafkaProtocol
import NIOCore

/// Bodies of one request and its response as an encoder that was generated from Kafka's own message
/// definitions writes them, two for each version, with arbitrary values.
struct Golden: CustomTestStringConvertible {
    enum Direction: Substring {
        case request
        case response
    }

    struct Sample {
        let direction: Direction
        let version: Int16
        let bytes: [UInt8]
    }

    let api: APIKey
    let samples: [Sample]

    var testDescription: String { api.name }

    static let all = [
        produce, fetch, listOffsets, metadata, offsetCommit, offsetFetch, findCoordinator, joinGroup,
        heartbeat, leaveGroup, syncGroup, describeGroups, listGroups, apiVersions, createTopics,
        deleteTopics, deleteRecords, initProducerId, offsetForLeaderEpoch, addPartitionsToTxn,
        addOffsetsToTxn, endTxn, txnOffsetCommit, describeConfigs, alterConfigs,
        describeLogDirs, createPartitions, deleteGroups, incrementalAlterConfigs, offsetDelete,
        describeCluster,
    ]

    /// - Parameter text: for each sample a line with direction and version, and indented lines with its bytes
    /// in
    ///   hexadecimal; "-" for no bytes.
    init(_ api: APIKey, _ text: String) {
        self.api = api
        var samples: [Sample] = []
        var bytes: [UInt8] = []
        for line in text.split(separator: "\n").reversed() {
            if line.first == " " {
                bytes = Self.bytes(line.drop { $0 == " " }) + bytes
                continue
            }
            let words = line.split(separator: " ")
            if let direction = Direction(rawValue: words[0]), let version = Int16(words[1]) {
                samples.append(Sample(direction: direction, version: version, bytes: bytes))
            }
            bytes = []
        }
        self.samples = samples.reversed()
    }

    private static func bytes(_ hexadecimal: Substring) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
