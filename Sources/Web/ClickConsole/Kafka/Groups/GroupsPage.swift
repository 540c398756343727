internal import KafkaClient

/// The list of groups: states and members, and the lag of those on the page.
struct GroupsPage: Sendable {
    let kafka: KafkaConnection

    func json(_ part: ListPart, _ allowsActions: Bool) async throws -> JSONValue {
        let listed = try await kafka.admin.listGroups()
        let matching = listed.filter { part.matches($0.id) }
        let (rows, page, pages) = part.cut(matching)
        let shown = rows.map(\.id)
        async let described = describe(shown)
        let lags = await lags(shown)
        let members = await described
        return [
            "actions": .bool(allowsActions), "known": .integer(listed.count),
            "matching": .integer(matching.count), "page": .integer(page), "pages": .integer(pages),
            "groups": .array(
                rows.map { group in
                    let partitions = lags[group.id]
                    return [
                        "id": .string(group.id),
                        "state": .string(members[group.id]?.state ?? group.state),
                        "members": .integer(members[group.id]?.members.count),
                        "topics": .integer(partitions.map { Set($0.map(\.place.topic)).count }),
                        "lag": .integer(partitions?.lag), "isSink": .bool(GroupPage.isSink(group.id)),
                        "error": .string(
                            partitions == nil ? "The group's coordinator did not answer in time." : nil),
                    ]
                }),
        ]
    }

    private func describe(_ groups: [String]) async -> [String: KafkaGroupDescription] {
        let all = (try? await kafka.admin.describeGroups(groups, timeout: .seconds(4))) ?? []
        return Dictionary(all.filter { $0.error == nil }.map { ($0.id, $0) }) { first, _ in first }
    }

    private func lags(_ groups: [String]) async -> [String: [GroupPartition]] {
        guard let metadata = try? await kafka.metadata.read() else { return [:] }
        return (try? await kafka.partitions(of: groups, metadata)) ?? [:]
    }
}
