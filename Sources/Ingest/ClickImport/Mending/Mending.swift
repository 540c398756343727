internal import ClickModel

/// How records that were rejected are to be changed before they are sent again.
///
/// First each `map` gives a field another member's value, then each `set` fills what is missing still. Both
/// only touch the members that they name: all others keep their text.
package struct Mending: Sendable, Equatable {
    /// Where a field's value comes from.
    enum Source: Equatable, Sendable {
        case member(String)
        /// The record's key.
        case key
        /// The record's own timestamp.
        case timestamp
    }

    struct Move: Equatable, Sendable {
        let name: String
        let source: Source
    }

    struct Constant: Equatable, Sendable {
        let name: String
        /// As it stands in JSON.
        let value: [UInt8]
    }

    private(set) var moves: [Move] = []
    private(set) var constants: [Constant] = []

    /// Records are to be sent as they are.
    package init() {}

    /// - Parameters:
    ///   - maps: each `field=member`, where the member may be `@key` or `@timestamp`. A member that is moved
    ///     is no longer there under its old name.
    ///   - sets: each `field=value`. The value becomes a JSON string, or what else the field takes.
    package init(maps: [String], sets: [String]) throws(MendingError) {
        for text in maps {
            guard let (field, member) = Self.split(text), !member.isEmpty else {
                throw .unreadable(option: "--map", text: text, form: "field=member")
            }
            let source: Source =
                switch member {
                case "@key": .key
                case "@timestamp": .timestamp
                default: .member(member)
                }
            let name = try Self.name(of: field, option: "--map")
            guard !moves.contains(where: { $0.name == name }) else { throw .twice(option: "--map", field) }
            moves.append(Move(name: name, source: source))
        }
        for text in sets {
            guard let (field, value) = Self.split(text) else {
                throw .unreadable(option: "--set", text: text, form: "field=value")
            }
            let name = try Self.name(of: field, option: "--set")
            guard !constants.contains(where: { $0.name == name }) else {
                throw .twice(option: "--set", field)
            }
            constants.append(Constant(name: name, value: try Self.json(value, for: field)))
        }
    }

    /// A record's members as they are after it.
    /// - Parameter timestamp: the record's, in milliseconds since 1970.
    func applied(to record: JSONMembers, key: [UInt8]?, timestamp: Int64) -> JSONMembers {
        filled(moved(record, key: key, timestamp: timestamp))
    }

    private func moved(_ record: JSONMembers, key: [UInt8]?, timestamp: Int64) -> JSONMembers {
        var values: [(move: Move, value: [UInt8])] = []
        for move in moves {
            switch move.source {
            case .member(let name):
                if let member = record[name], !member.isNull { values.append((move, member.value)) }
            case .key:
                if let key, !key.isEmpty { values.append((move, JSONText.quoted(key))) }
            case .timestamp: values.append((move, Array("\(timestamp)".utf8)))
            }
        }
        let targets = moveTargets(record, key)
        var result = JSONMembers()
        for member in record.members {
            let name = String(decoding: member.name, as: UTF8.self)
            let taken = values.filter { $0.move.source == .member(name) }
            if !taken.isEmpty {
                // Its place is the field's now.
                for (move, value) in taken {
                    result.members.append(.init(name: Array(move.name.utf8), value: value))
                }
                values.removeAll { $0.move.source == .member(name) }
            } else if !targets.contains(name) {
                result.members.append(member)
            }
        }
        for (move, value) in values {
            result.members.append(.init(name: Array(move.name.utf8), value: value))
        }
        return result
    }

    /// The fields that get another value than they have.
    private func moveTargets(_ record: JSONMembers, _ key: [UInt8]?) -> Set<String> {
        Set(
            moves.filter { move in
                switch move.source {
                case .member(let name): record[name].map { !$0.isNull } ?? false
                case .key: !(key ?? []).isEmpty
                case .timestamp: true
                }
            }.map(\.name))
    }

    private func filled(_ record: JSONMembers) -> JSONMembers {
        var result = record
        for constant in constants {
            let name = Array(constant.name.utf8)
            if let index = result.members.firstIndex(where: { $0.name == name }) {
                if result.members[index].isNull { result.members[index].value = constant.value }
            } else {
                result.members.append(.init(name: name, value: constant.value))
            }
        }
        return result
    }
}
