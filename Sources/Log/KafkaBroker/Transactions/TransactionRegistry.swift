/// All transactional ids, and the ways to find them. A value without I/O.
package struct TransactionRegistry: Sendable {
    package typealias Machine = TransactionStateMachine

    package struct Entry: Sendable {
        package fileprivate(set) var machine: Machine
        package fileprivate(set) var byteCount: Int
        /// A step is on its way to the disk.
        package var isBusy = false
        /// Of a decided transaction: what is still to do, once somebody has tried.
        package var unfinished: UnfinishedEnd?
    }

    private var entries: [String: Entry] = [:]
    private var idsByGroup: [String: Set<String>] = [:]
    private var idsByProducer: [Int64: String] = [:]
    /// Of all machines.
    package private(set) var byteCount = 0

    package init() {}

    package var count: Int { entries.count }
    package var all: Dictionary<String, Entry>.Values { entries.values }

    package subscript(id: String) -> Entry? { entries[id] }

    /// Changes what is noted beside a machine.
    package mutating func note(_ id: String, _ change: (inout Entry) -> Void) {
        guard var entry = entries[id] else { return }
        change(&entry)
        entries[id] = entry
    }

    /// Puts a machine in the place of the one before.
    package mutating func set(_ machine: Machine) {
        let id = machine.id
        let size = machine.byteCount
        let former = entries[id]
        byteCount += size - (former?.byteCount ?? 0)
        if former?.machine.producerID != machine.producerID {
            if let former { idsByProducer[former.machine.producerID] = nil }
            idsByProducer[machine.producerID] = id
        }
        let formerGroups = former?.machine.groups ?? []
        if formerGroups != machine.groups {
            forget(formerGroups.subtracting(machine.groups), of: id)
            for group in machine.groups { idsByGroup[group, default: []].insert(id) }
        }
        if former == nil { entries[id] = Entry(machine: machine, byteCount: size) }
        entries[id]?.machine = machine
        entries[id]?.byteCount = size
    }

    package mutating func remove(_ id: String) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        byteCount -= entry.byteCount
        idsByProducer[entry.machine.producerID] = nil
        forget(entry.machine.groups, of: id)
    }

    /// Removes an id that never got an identity.
    package mutating func removeUnused(_ id: String) {
        if let entry = entries[id], !entry.isBusy, entry.machine.epoch < 0 { remove(id) }
    }

    private mutating func forget(_ groups: Set<String>, of id: String) {
        for group in groups {
            idsByGroup[group]?.remove(id)
            if idsByGroup[group]?.isEmpty == true { idsByGroup[group] = nil }
        }
    }

    /// Whether a producer id belongs to a transactional id.
    package func hasProducer(_ producerID: Int64) -> Bool { idsByProducer[producerID] != nil }

    /// Whether a transaction that is not over may change a position. Looks only at those that have its group.
    package func mayChange(_ key: OffsetKey) -> Bool {
        idsByGroup[key.group]?.contains { entries[$0]?.machine.offsets[key] != nil } ?? false
    }

    /// Whether there is room for a machine to become as `next` is. What takes no more than before always has
    /// it: a decision, and the end.
    /// - Parameter largest: bytes of one machine.
    /// - Parameter total: bytes of all.
    package func hasRoom(for next: Machine, largest: Int, total: Int) -> Bool {
        let size = next.byteCount
        let former = entries[next.id]?.byteCount ?? 0
        return size <= former || (size <= largest && byteCount - former + size <= total)
    }
}
