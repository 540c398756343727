package import KafkaRecords

/// What can go wrong in a log, with what a person or a producer needs to know.
package enum LogError: Error, Sendable, Equatable {
    /// Another process (or another instance in this one) has the data directory open.
    case locked(path: String)
    /// The data directory was written by a later version of the program.
    case newerFormat(path: String, found: Int, supported: Int)
    /// No room, or no quota, for a write. The log is as it was before; the next append tries again.
    case diskFull(path: String, operation: String)
    /// The operating system refused; `errno` is its code.
    case io(path: String, operation: String, errno: Int32)
    /// There is no such offset (any more, or yet); it would have to lie in `start ... end`.
    case offsetOutOfRange(requested: Int64, start: Int64, end: Int64)
    /// A file contradicts itself.
    case corrupt(path: String, position: Int64, reason: String)
    case invalidBatch(RecordBatchError)
    case batchTooLarge(bytes: Int, limit: Int)
    /// An idempotent producer skipped a sequence number: a batch of its was lost.
    case outOfOrderSequence(producerID: Int64, expected: Int32, found: Int32)
    /// The batch is in the log already, but too long ago to know its offset.
    case duplicateSequence(producerID: Int64, sequence: Int32)
    /// A newer instance of the producer has taken over.
    case fencedProducer(producerID: Int64, epoch: Int16, current: Int16)
    /// A producer has a transaction open, and sent a batch that belongs to none.
    case notTransactional(producerID: Int64)
    /// The records were dropped again, since the disk failed to keep them. Nobody was told that they are
    /// safe.
    case lostBeforeSync(path: String)
    case topicExists(String)
    case unknownTopic(String)
    case invalidTopicName(String, reason: String)
    case invalidPartitionCount(Int, limit: Int)
    /// All topics together have as many partitions as the program may keep.
    case tooManyPartitions(existing: Int, wanted: Int, limit: Int)
    case invalidSetting(name: String, value: String, reason: String)
    /// The flusher has as much waiting as it takes; try again.
    case queueFull
    case closed

    /// Whether the same call can succeed later without anybody changing it.
    package var isRetriable: Bool {
        switch self {
        case .diskFull, .io, .lostBeforeSync, .queueFull, .closed, .locked: true
        default: false
        }
    }
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .locked(let path):
            "another broker uses the data directory \(path): stop it, or choose another with --data-dir"
        case .newerFormat(let path, let found, let supported):
            "the data directory \(path) has format \(found) and this version reads up to \(supported): "
                + "use the newer version that wrote it"
        case .diskFull(let path, let operation):
            "no space left to \(operation) \(path): free some, and writing goes on by itself"
        case .io(let path, let operation, let errno):
            "cannot \(operation) \(path): \(SystemMessage.text(errno))"
        case .offsetOutOfRange(let requested, let start, let end):
            "offset \(requested) is outside of the log, which holds \(start) to \(end)"
        case .corrupt(let path, let position, let reason):
            "\(path) is damaged at byte \(position): \(reason)"
        case .invalidBatch(let error): error.description
        case .batchTooLarge(let bytes, let limit):
            "a batch of \(bytes) bytes is over \(limit): raise max.message.bytes or send less at once"
        case .outOfOrderSequence(let producerID, let expected, let found):
            "producer \(producerID) sent sequence \(found) where \(expected) was due"
        case .duplicateSequence(let producerID, let sequence):
            "producer \(producerID) sent sequence \(sequence) again, long after it was stored"
        case .fencedProducer(let producerID, let epoch, let current):
            "producer \(producerID) has epoch \(epoch), and a newer instance has \(current)"
        case .notTransactional(let producerID):
            "producer \(producerID) has a transaction open, and the batch is not part of it"
        case .lostBeforeSync(let path):
            "the disk failed to keep the last records of \(path), and they were dropped: send them again"
        case .topicExists(let name): "topic \(name) exists already"
        case .unknownTopic(let name): "there is no topic \(name)"
        case .invalidTopicName(let name, let reason): "\"\(name)\" cannot be a topic's name: \(reason)"
        case .invalidPartitionCount(let count, let limit):
            "a topic cannot have \(count) partitions: choose 1 to \(limit), and never fewer than it has"
        case .tooManyPartitions(let existing, let wanted, let limit):
            "\(wanted) more partitions are too many, since there are \(existing) and at most \(limit): "
                + "delete topics that nobody needs, or ask for fewer partitions"
        case .invalidSetting(let name, let value, let reason): "\(name)=\(value) cannot be: \(reason)"
        case .queueFull: "too much is waiting to be written: try again"
        case .closed: "the log is closed"
        }
    }
}
