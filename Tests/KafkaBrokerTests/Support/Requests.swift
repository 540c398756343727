import KafkaProtocol
import KafkaRecords
import NIOCore

/// Requests as tests need them, and the parts of responses that they look at.
extension TestClient {
    func createTopic(_ name: String, partitions: Int32 = 1, configs: [String: String] = [:]) async throws
        -> ErrorCode
    {
        let request = CreateTopicsRequest {
            $0.topics = [
                CreateTopicsRequest.Topic {
                    $0.name = name
                    $0.partitionCount = partitions
                    $0.configs = configs.map { name, value in
                        CreateTopicsRequest.Config {
                            $0.name = name
                            $0.value = value
                        }
                    }
                }
            ]
        }
        guard case .createTopics(let response) = try await call(.createTopics(request)) else {
            throw Closed()
        }
        return response.topics[0].errorCode
    }

    func produce(
        _ values: [String], to topic: String, partition: Int32 = 0, acks: Int16 = -1
    ) async throws -> ProduceResponse.Partition {
        let request = produceRequest(batch(values), to: topic, partition: partition, acks: acks)
        guard case .produce(let response) = try await call(.produce(request)) else { throw Closed() }
        return response.topics[0].partitions[0]
    }

    func fetch(
        _ topic: String, from offset: Int64, wait: Int32 = 0,
        configure: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> FetchResponse.Partition {
        var request = fetchRequest(topic, from: offset, wait: wait)
        configure(&request)
        guard case .fetch(let response) = try await call(.fetch(request), version: 12) else { throw Closed() }
        return response.topics[0].partitions[0]
    }

    func listOffset(_ topic: String, at timestamp: Int64) async throws -> ListOffsetsResponse.Partition {
        let request = ListOffsetsRequest {
            $0.topics = [
                ListOffsetsRequest.Topic {
                    $0.name = topic
                    $0.partitions = [ListOffsetsRequest.Partition { $0.timestamp = timestamp }]
                }
            ]
        }
        guard case .listOffsets(let response) = try await call(.listOffsets(request)) else { throw Closed() }
        return response.topics[0].partitions[0]
    }

    func commit(
        _ offset: Int64, group: String, topic: String, member: String = "", generation: Int32 = -1
    ) async throws -> ErrorCode {
        let request = OffsetCommitRequest {
            $0.groupID = group
            $0.memberID = member
            $0.generationID = generation
            $0.topics = [
                OffsetCommitRequest.Topic {
                    $0.name = topic
                    $0.partitions = [
                        OffsetCommitRequest.Partition {
                            $0.committedOffset = offset
                            $0.metadata = "m\(offset)"
                        }
                    ]
                }
            ]
        }
        guard case .offsetCommit(let response) = try await call(.offsetCommit(request)) else {
            throw Closed()
        }
        return response.topics[0].partitions[0].errorCode
    }

    func committed(group: String, topic: String) async throws -> OffsetFetchResponse.Partition {
        let request = OffsetFetchRequest {
            $0.groups = [
                OffsetFetchRequest.Group {
                    $0.groupID = group
                    $0.topics = [
                        OffsetFetchRequest.Topic {
                            $0.name = topic
                            $0.partitions = [0]
                        }
                    ]
                }
            ]
        }
        guard case .offsetFetch(let response) = try await call(.offsetFetch(request)) else { throw Closed() }
        return response.groups[0].topics[0].partitions[0]
    }
}

func produceRequest(
    _ batch: [UInt8], to topic: String, partition: Int32 = 0, acks: Int16 = -1
) -> ProduceRequest {
    ProduceRequest {
        $0.acks = acks
        $0.timeoutMilliseconds = 1_000
        $0.topics = [
            ProduceRequest.Topic {
                $0.name = topic
                $0.partitions = [
                    ProduceRequest.Partition {
                        $0.index = partition
                        $0.records = .bytes(ByteBuffer(bytes: batch))
                    }
                ]
            }
        ]
    }
}

func fetchRequest(_ topic: String, from offset: Int64, wait: Int32) -> FetchRequest {
    FetchRequest {
        $0.maximumWaitMilliseconds = wait
        $0.minimumBytes = 1
        $0.topics = [
            FetchRequest.Topic {
                $0.name = topic
                $0.partitions = [
                    FetchRequest.Partition {
                        $0.fetchOffset = offset
                        $0.maximumBytes = 1 << 20
                    }
                ]
            }
        ]
    }
}

func batch(_ values: [String], timestamp: Int64 = 1_700_000_000_000) -> [UInt8] {
    var builder = RecordBatchBuilder()
    for (index, value) in values.enumerated() {
        builder.append(timestamp: timestamp + Int64(index), key: nil, value: Array(value.utf8))
    }
    return builder.finish()
}

extension FetchResponse.Partition {
    /// The header of each batch.
    func headers() throws -> [RecordBatchHeader] {
        guard case .bytes(let buffer) = records else { return [] }
        return try Array(buffer.readableBytesView).withUnsafeBytes { bytes in
            var headers: [RecordBatchHeader] = []
            var batches = RecordBatchIterator(bytes)
            while let batch = try batches.next() { headers.append(batch.header) }
            return headers
        }
    }

    /// The values of all records, with their offsets.
    func values() throws -> [(offset: Int64, value: String)] {
        guard case .bytes(let buffer) = records else { return [] }
        let bytes = Array(buffer.readableBytesView)
        return try bytes.withUnsafeBytes { bytes in
            var values: [(Int64, String)] = []
            var batches = RecordBatchIterator(bytes)
            while let batch = try batches.next() {
                _ = try RecordBatchHeader.validated(batch.bytes)
                var reader = try RecordReader(header: batch.header, batch: batch.bytes)
                while let record = try reader.next() {
                    values.append(
                        (
                            record.offset,
                            String(decoding: record.value ?? .init(start: nil, count: 0), as: UTF8.self)
                        ))
                }
            }
            return values
        }
    }
}
