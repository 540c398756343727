import KafkaProtocol
import NIOCore

/// What an administrator asks for.
extension TestClient {
    func createPartitions(
        _ topic: String, _ count: Int32, assignments: [[Int32]]? = nil, validateOnly: Bool = false
    ) async throws -> ErrorCode {
        let request = CreatePartitionsRequest {
            $0.topics = [
                CreatePartitionsRequest.Topic {
                    $0.name = topic
                    $0.count = count
                    $0.assignments = assignments.map { all in
                        all.map { brokers in
                            CreatePartitionsRequest.Assignment { $0.brokers = brokers }
                        }
                    }
                }
            ]
            $0.validateOnly = validateOnly
        }
        guard case .createPartitions(let response) = try await call(.createPartitions(request)) else {
            throw Closed()
        }
        return response.results[0].errorCode
    }

    func deleteRecords(
        _ topic: String, before offset: Int64, partition: Int32 = 0
    ) async throws -> DeleteRecordsResponse.Partition {
        let request = DeleteRecordsRequest {
            $0.topics = [
                DeleteRecordsRequest.Topic {
                    $0.name = topic
                    $0.partitions = [
                        DeleteRecordsRequest.Partition {
                            $0.index = partition
                            $0.offset = offset
                        }
                    ]
                }
            ]
        }
        guard case .deleteRecords(let response) = try await call(.deleteRecords(request)) else {
            throw Closed()
        }
        return response.topics[0].partitions[0]
    }

    func deleteGroups(_ groups: [String]) async throws -> [ErrorCode] {
        let request = DeleteGroupsRequest { $0.groups = groups }
        guard case .deleteGroups(let response) = try await call(.deleteGroups(request)) else {
            throw Closed()
        }
        return response.results.map(\.errorCode)
    }

    func deleteOffset(_ group: String, _ topic: String, partition: Int32 = 0) async throws
        -> OffsetDeleteResponse
    {
        let request = OffsetDeleteRequest {
            $0.groupID = group
            $0.topics = [
                OffsetDeleteRequest.Topic {
                    $0.name = topic
                    $0.partitions = [partition]
                }
            ]
        }
        guard case .offsetDelete(let response) = try await call(.offsetDelete(request)) else {
            throw Closed()
        }
        return response
    }

    func alter(
        _ topic: String, _ configs: [(String, ConfigOperation, String?)], type: ConfigResourceType = .topic,
        validateOnly: Bool = false
    ) async throws -> ErrorCode {
        let request = IncrementalAlterConfigsRequest {
            $0.resources = [
                IncrementalAlterConfigsRequest.Resource {
                    $0.type = type
                    $0.name = topic
                    $0.configs = configs.map { name, operation, value in
                        IncrementalAlterConfigsRequest.Config {
                            $0.name = name
                            $0.operation = operation
                            $0.value = value
                        }
                    }
                }
            ]
            $0.validateOnly = validateOnly
        }
        guard case .incrementalAlterConfigs(let response) = try await call(.incrementalAlterConfigs(request))
        else { throw Closed() }
        return response.results[0].errorCode
    }

    func replaceConfigs(_ topic: String, _ configs: [(String, String?)]) async throws -> ErrorCode {
        let request = AlterConfigsRequest {
            $0.resources = [
                AlterConfigsRequest.Resource {
                    $0.type = .topic
                    $0.name = topic
                    $0.configs = configs.map { name, value in
                        AlterConfigsRequest.Config {
                            $0.name = name
                            $0.value = value
                        }
                    }
                }
            ]
        }
        guard case .alterConfigs(let response) = try await call(.alterConfigs(request)) else {
            throw Closed()
        }
        return response.results[0].errorCode
    }

    func configs(_ topic: String) async throws -> [String: DescribeConfigsResponse.Config] {
        let request = DescribeConfigsRequest {
            $0.resources = [
                DescribeConfigsRequest.Resource {
                    $0.type = .topic
                    $0.name = topic
                    $0.keys = nil
                }
            ]
            $0.includeSynonyms = true
        }
        guard case .describeConfigs(let response) = try await call(.describeConfigs(request)) else {
            throw Closed()
        }
        return Dictionary(uniqueKeysWithValues: response.results[0].configs.map { ($0.name, $0) })
    }
}
