internal import Synchronization

/// Which requests the brokers know, as librdkafka logs it on connecting. It offers no other way to learn
/// that, and up to 2.0.2 it ends the whole process where a request to a group's coordinator is not known
/// there.
final class BrokerRequests: Sendable {
    private let keys = Mutex<Set<Int>>([])

    /// Takes a line such as `…: ApiKey DeleteGroups (42) Versions 0..2`.
    func hear(_ line: String) {
        guard let name = line.firstRange(of: "ApiKey "), line.contains(" Versions "),
            let open = line[name.upperBound...].firstIndex(of: "("),
            let close = line[open...].firstIndex(of: ")"),
            let key = Int(line[line.index(after: open)..<close])
        else { return }
        keys.withLock { _ = $0.insert(key) }
    }

    /// Whether no broker has said anything yet.
    var isEmpty: Bool { keys.withLock { $0.isEmpty } }

    /// Whether some broker has said what it knows, and none of them this.
    func lacks(_ key: Int) -> Bool { keys.withLock { !$0.isEmpty && !$0.contains(key) } }
}
