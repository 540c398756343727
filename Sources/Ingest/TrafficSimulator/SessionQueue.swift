/// The active sessions in the order of their next click: a heap of four children a node, which is flatter
/// than a binary one and touches fewer cache lines.
///
/// Its size never changes: a session that clicked goes back with its next time, one that ended is replaced.
struct SessionQueue: Sendable {
    struct Entry: Sendable {
        /// Simulated time of the next click, microseconds.
        var due: Int64
        /// The place of the session; also breaks ties, so that the order is the same everywhere.
        var slot: UInt32

        @inline(__always)
        func precedes(_ other: Entry) -> Bool {
            due < other.due || (due == other.due && slot < other.slot)
        }
    }

    private var heap: [Entry]

    /// - Parameter due: the first click of each slot; at least one.
    init(due: [Int64]) {
        precondition(!due.isEmpty, "a queue of sessions needs a session")
        heap = due.enumerated().map { Entry(due: $0.element, slot: UInt32($0.offset)) }
        heap.sort { $0.precedes($1) }
    }

    var first: Entry { heap[0] }

    /// Gives the first session its next time.
    mutating func replaceFirst(due: Int64) {
        let entry = Entry(due: due, slot: heap[0].slot)
        heap.withUnsafeMutableBufferPointer { heap in
            var hole = 0
            while true {
                let firstChild = hole * 4 + 1
                guard firstChild < heap.count else { break }
                var least = firstChild
                for child in (firstChild + 1)..<max(min(firstChild + 4, heap.count), firstChild + 1)
                where heap[child].precedes(heap[least]) {
                    least = child
                }
                guard heap[least].precedes(entry) else { break }
                heap[hole] = heap[least]
                hole = least
            }
            heap[hole] = entry
        }
    }
}
