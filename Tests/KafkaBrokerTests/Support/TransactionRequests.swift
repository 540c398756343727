import KafkaProtocol
import KafkaRecords
import NIOCore

/// A transactional producer, request by request.
struct TransactionalProducer {
    let client: TestClient
    let id: String
    var producerID: Int64 = -1
    var epoch: Int16 = -1

    init(_ client: TestClient, _ id: String) {
        self.client = client
        self.id = id
    }

    mutating func start(
        timeout: Int32 = 60_000, keepingIdentity: Bool = false, version: Int16? = nil
    ) async throws -> ErrorCode {
        let request = InitProducerIdRequest {
            $0.transactionalID = id
            $0.transactionTimeoutMilliseconds = timeout
            if keepingIdentity {
                $0.producerID = producerID
                $0.producerEpoch = epoch
            }
        }
        guard
            case .initProducerId(let response) = try await client.call(
                .initProducerId(request), version: version)
        else { throw TestClient.Closed() }
        if response.errorCode == .none {
            producerID = response.producerID
            epoch = response.producerEpoch
        }
        return response.errorCode
    }

    func add(_ topic: String, _ partition: Int32 = 0) async throws -> ErrorCode {
        let request = AddPartitionsToTxnRequest {
            $0.transactionalID = id
            $0.producerID = producerID
            $0.producerEpoch = epoch
            $0.topics = [
                AddPartitionsToTxnRequest.Topic {
                    $0.name = topic
                    $0.partitions = [partition]
                }
            ]
        }
        guard case .addPartitionsToTxn(let response) = try await client.call(.addPartitionsToTxn(request))
        else { throw TestClient.Closed() }
        return response.topics[0].partitions[0].errorCode
    }

    func produce(
        _ values: [String], to topic: String, _ partition: Int32 = 0, sequence: Int32
    ) async throws -> ErrorCode {
        var builder = RecordBatchBuilder(
            attributes: 0x10, producerID: producerID, producerEpoch: epoch, baseSequence: sequence)
        for value in values {
            builder.append(timestamp: 1_700_000_000_000, key: nil, value: Array(value.utf8))
        }
        var request = produceRequest(builder.finish(), to: topic, partition: partition)
        request.transactionalID = id
        guard case .produce(let response) = try await client.call(.produce(request)) else {
            throw TestClient.Closed()
        }
        return response.topics[0].partitions[0].errorCode
    }

    func addGroup(_ group: String) async throws -> ErrorCode {
        let request = AddOffsetsToTxnRequest {
            $0.transactionalID = id
            $0.producerID = producerID
            $0.producerEpoch = epoch
            $0.groupID = group
        }
        guard case .addOffsetsToTxn(let response) = try await client.call(.addOffsetsToTxn(request)) else {
            throw TestClient.Closed()
        }
        return response.errorCode
    }

    func commit(_ offset: Int64, group: String, topic: String) async throws -> ErrorCode {
        let request = TxnOffsetCommitRequest {
            $0.transactionalID = id
            $0.groupID = group
            $0.producerID = producerID
            $0.producerEpoch = epoch
            $0.topics = [
                TxnOffsetCommitRequest.Topic {
                    $0.name = topic
                    $0.partitions = [TxnOffsetCommitRequest.Partition { $0.committedOffset = offset }]
                }
            ]
        }
        guard case .txnOffsetCommit(let response) = try await client.call(.txnOffsetCommit(request)) else {
            throw TestClient.Closed()
        }
        return response.topics[0].partitions[0].errorCode
    }

    func end(commit: Bool) async throws -> ErrorCode {
        let request = EndTxnRequest {
            $0.transactionalID = id
            $0.producerID = producerID
            $0.producerEpoch = epoch
            $0.isCommitted = commit
        }
        guard case .endTxn(let response) = try await client.call(.endTxn(request)) else {
            throw TestClient.Closed()
        }
        return response.errorCode
    }
}

extension TestClient {
    /// What a consumer sees that wants committed records alone: it drops those of aborted transactions.
    func committed(_ topic: String, partition: Int32 = 0) async throws -> [String] {
        var values: [String] = []
        var offset: Int64 = 0
        while true {
            let answer = try await fetch(topic, from: offset) {
                $0.isolationLevel = 1
                $0.topics[0].partitions[0].index = partition
            }
            guard answer.errorCode == .none else { throw Closed() }
            let headers = try answer.headers()
            guard let last = headers.last else { return values }
            let aborted = answer.abortedTransactions ?? []
            // Batches from an aborted transaction's first to its marker.
            let texts = Dictionary(
                try answer.values().map { ($0.offset, $0.value) }, uniquingKeysWith: { first, _ in first })
            var aborting: Set<Int64> = []
            for header in headers where header.lastOffset >= offset {
                for transaction in aborted where transaction.firstOffset == header.baseOffset {
                    aborting.insert(transaction.producerID)
                }
                if header.attributes.isControl {
                    aborting.remove(header.producerID)
                    continue
                }
                if header.attributes.isTransactional && aborting.contains(header.producerID) { continue }
                for offset in header.baseOffset...header.lastOffset { values.append(texts[offset] ?? "") }
            }
            offset = last.nextOffset
        }
    }
}
