internal import CLibrdkafka

extension KafkaAdmin {
    /// The settings of topics, by topic; a topic whose settings may not be read is missing.
    package func topicConfigs(
        _ topics: [String], timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [String: [KafkaConfigEntry]] {
        if topics.isEmpty { return [:] }
        return try await run { client throws(KafkaError) in
            try Self.check(client, knows: 32, "read the settings of topics", timeout)
            var resources = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
            defer { for resource in resources { rd_kafka_ConfigResource_destroy(resource) } }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
                operation: "read the settings of topics", timeout: timeout)
            return try request.run {
                rd_kafka_DescribeConfigs(client.pointer, &resources, resources.count, $0, $1)
            } _: { event throws(KafkaError) in
                Self.configs(in: event)
            }
        }
    }

    private static func configs(in event: OpaquePointer) -> [String: [KafkaConfigEntry]] {
        var count = 0
        let resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count)
        var configs: [String: [KafkaConfigEntry]] = [:]
        for index in 0..<count {
            let resource = resources?[index]
            guard rd_kafka_ConfigResource_error(resource) == RD_KAFKA_RESP_ERR_NO_ERROR,
                let name = rd_kafka_ConfigResource_name(resource)
            else { continue }
            var entryCount = 0
            let entries = rd_kafka_ConfigResource_configs(resource, &entryCount)
            configs[String(cString: name)] = (0..<entryCount).compactMap { entry(entries?[$0]) }
                .sorted { $0.name < $1.name }
        }
        return configs
    }

    private static func entry(_ entry: OpaquePointer?) -> KafkaConfigEntry? {
        guard let entry, let name = rd_kafka_ConfigEntry_name(entry) else { return nil }
        let source = rd_kafka_ConfigEntry_source(entry)
        let isSensitive = rd_kafka_ConfigEntry_is_sensitive(entry) > 0
        return KafkaConfigEntry(
            name: String(cString: name),
            value: isSensitive ? nil : rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) },
            isOwn: source != RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG
                && source != RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG,
            isSensitive: isSensitive)
    }

    /// The broker that rules the cluster; `nil` where none says which.
    package func controllerID(timeout: Duration = .seconds(2)) async -> Int32? {
        let id = try? await run { client throws(KafkaError) in
            rd_kafka_controllerid(client.pointer, timeout.milliseconds)
        }
        return id.flatMap { $0 < 0 ? nil : $0 }
    }

    /// Who may do what.
    /// - Throws: also where the broker knows no such rules.
    package func accessRules(timeout: Duration = .seconds(5)) async throws(KafkaError) -> [KafkaAccessRule] {
        try await run { client throws(KafkaError) in
            try Self.check(client, knows: 29, "read the access rules", timeout)
            let filter = rd_kafka_AclBindingFilter_new(
                RD_KAFKA_RESOURCE_ANY, nil, RD_KAFKA_RESOURCE_PATTERN_ANY, nil, nil,
                RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, nil, 0)
            defer { rd_kafka_AclBinding_destroy(filter) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_DESCRIBEACLS, operation: "read the access rules",
                timeout: timeout)
            return try request.run {
                rd_kafka_DescribeAcls(client.pointer, filter, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let rules = rd_kafka_DescribeAcls_result_acls(
                    rd_kafka_event_DescribeAcls_result(event), &count)
                return (0..<count).compactMap { rules?[$0].map { KafkaAccessRule(reading: $0) } }
            }
        }
    }
}

extension KafkaAccessRule {
    fileprivate init(reading rule: OpaquePointer) {
        func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
        self.init(
            name: text(rd_kafka_AclBinding_name(rule)),
            resourceType: text(rd_kafka_ResourceType_name(rd_kafka_AclBinding_restype(rule))),
            patternType: text(
                rd_kafka_ResourcePatternType_name(rd_kafka_AclBinding_resource_pattern_type(rule))),
            principal: text(rd_kafka_AclBinding_principal(rule)),
            host: text(rd_kafka_AclBinding_host(rule)),
            operation: text(rd_kafka_AclOperation_name(rd_kafka_AclBinding_operation(rule))),
            permissionType: text(
                rd_kafka_AclPermissionType_name(rd_kafka_AclBinding_permission_type(rule))))
    }
}
