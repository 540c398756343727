package import KafkaLog
package import KafkaProtocol

/// One transactional id: its producer, and what its transaction has touched.
///
///            first partition or group         decided                       markers are written
///     empty ─────────────────────────► ongoing ───────► prepareCommit/Abort ──────► completeCommit/Abort
///       ▲                                 ▲                                                │     │
///       │                                 └─────────────── the next transaction ───────────┘     │
///       └───────────────────────── a new instance of the producer ───────────────────────────────┘
///
/// It does no I/O and knows no clock. An input is tried on a copy, the copy is made durable, and only then it
/// counts; so a decision to commit is on disk before the first marker is (KIP-98). A new instance of the
/// producer, and a transaction that took too long, raise the epoch, which fences off whoever has the old one.
package struct TransactionStateMachine: Equatable, Sendable {
    /// The raw values are Kafka's own.
    package enum State: Int8, Sendable, CaseIterable {
        case empty = 0
        case ongoing = 1
        case prepareCommit = 2
        case prepareAbort = 3
        case completeCommit = 4
        case completeAbort = 5
    }

    package let id: String
    package internal(set) var producerID: Int64
    package internal(set) var epoch: Int16
    /// The identity before, when its owner may go on with the present one.
    package internal(set) var lastIdentity: Sender?
    /// How long a transaction may take, in milliseconds.
    package internal(set) var timeout: Int64
    package internal(set) var state = State.empty
    package internal(set) var partitions: Set<Partition> = []
    /// The groups whose positions the transaction may commit.
    package internal(set) var groups: Set<String> = []
    /// The positions that it commits.
    package internal(set) var offsets: [OffsetKey: CommittedOffset] = [:]
    /// When the transaction began; milliseconds since 1970.
    package internal(set) var startedAt: Int64 = -1
    /// When something last happened; milliseconds since 1970.
    package internal(set) var updatedAt: Int64

    package struct Partition: Hashable, Sendable {
        package var topic: String
        /// A topic that is deleted and made again under its name is another one.
        package var topicID: TopicID
        package var index: Int32

        package init(topic: String, topicID: TopicID, index: Int32) {
            self.topic = topic
            self.topicID = topicID
            self.index = index
        }
    }

    /// Who says that it is the producer.
    package struct Sender: Equatable, Sendable {
        package var producerID: Int64
        package var epoch: Int16

        package init(producerID: Int64, epoch: Int16) {
            self.producerID = producerID
            self.epoch = epoch
        }
    }

    package init(id: String, producerID: Int64, timeout: Int64, now: Int64) {
        self.id = id
        self.producerID = producerID
        // The first initialization makes it 0.
        self.epoch = -1
        self.timeout = timeout
        self.updatedAt = now
    }

    package enum Initialization: Equatable {
        /// The producer has its identity.
        case ready
        /// A transaction of the instance before is aborted first: now it is decided.
        case aborts
        case refused(ErrorCode)
    }

    /// A producer starts, or starts over.
    /// - Parameter sender: the identity that it had, if it knows one.
    /// - Parameter freshID: a producer id that nobody has, for when this one's epochs are used up.
    package mutating func initialize(
        _ sender: Sender?, timeout: Int64, freshID: Int64, now: Int64
    ) -> Initialization {
        // An id that has no epoch yet was forgotten, or never known here: whoever it was, it starts over.
        if let sender, epoch >= 0, sender != identity, sender != lastIdentity {
            return .refused(.producerFenced)
        }
        switch state {
        case .prepareCommit, .prepareAbort: return .refused(.concurrentTransactions)
        case .ongoing:
            decide(.prepareAbort, fencingFor: sender, now: now)
            return .aborts
        case .empty, .completeCommit, .completeAbort: break
        }
        if let sender, sender == lastIdentity, epoch < Int16.max {
            // It was told of the new epoch before, or its transaction was aborted: nobody else has it.
        } else {
            lastIdentity = sender
            if epoch >= Int16.max - 1 {
                producerID = freshID
                epoch = 0
            } else {
                epoch += 1
            }
        }
        self.timeout = timeout
        state = .empty
        forgetTransaction()
        updatedAt = now
        return .ready
    }

    /// The transaction is about to write to partitions.
    package mutating func add(_ added: Set<Partition>, _ sender: Sender, now: Int64) -> ErrorCode {
        let error = begin(sender, now: now)
        if error == .none { partitions.formUnion(added) }
        return error
    }

    /// The transaction is about to commit positions of a group.
    package mutating func add(group: String, _ sender: Sender, now: Int64) -> ErrorCode {
        let error = begin(sender, now: now)
        if error == .none { groups.insert(group) }
        return error
    }

    /// The positions of a group that was added.
    /// - Parameter limit: how many the transaction may have.
    package mutating func add(
        _ added: [OffsetKey: CommittedOffset], _ sender: Sender, limit: Int, now: Int64
    ) -> ErrorCode {
        let error = check(sender)
        if error != .none { return error }
        guard state == .ongoing, added.keys.allSatisfy({ groups.contains($0.group) }) else {
            return .invalidTransactionState
        }
        let merged = offsets.merging(added) { _, new in new }
        guard merged.count <= limit else { return .invalidCommitOffsetSize }
        offsets = merged
        updatedAt = now
        return .none
    }

    package enum End: Equatable {
        /// It is decided: markers are to be written.
        case decided
        /// It was done before: the answer got lost.
        case done
        case refused(ErrorCode)
    }

    /// The producer ends its transaction.
    package mutating func end(isCommit: Bool, _ sender: Sender, now: Int64) -> End {
        let error = check(sender)
        if error != .none { return .refused(error) }
        switch state {
        case .ongoing:
            decide(isCommit ? .prepareCommit : .prepareAbort, now: now)
            return .decided
        case .completeCommit: return isCommit ? .done : .refused(.invalidTransactionState)
        case .completeAbort: return isCommit ? .refused(.invalidTransactionState) : .done
        case .empty: return .refused(.invalidTransactionState)
        case .prepareCommit, .prepareAbort: return .refused(.concurrentTransactions)
        }
    }

    /// Whether the transaction has taken too long.
    package func isOverdue(now: Int64) -> Bool { state == .ongoing && now - startedAt >= timeout }

    /// Aborts a transaction that has taken too long. Its producer may go on with the next epoch.
    package mutating func expire(now: Int64) {
        guard isOverdue(now: now) else { return }
        decide(.prepareAbort, fencingFor: identity, now: now)
    }

    /// The markers are on disk, and the positions.
    package mutating func completed(now: Int64) {
        switch state {
        case .prepareCommit: state = .completeCommit
        case .prepareAbort: state = .completeAbort
        case .empty, .ongoing, .completeCommit, .completeAbort: return
        }
        forgetTransaction()
        updatedAt = now
    }

    /// Whether the producer may write to the partition now.
    package func mayWrite(_ partition: Partition, _ sender: Sender) -> ErrorCode {
        guard sender.producerID == producerID else { return .invalidProducerIDMapping }
        guard sender.epoch == epoch else { return .invalidProducerEpoch }
        return state == .ongoing && partitions.contains(partition) ? .none : .invalidTransactionState
    }

    /// The decision is made, and not yet carried out.
    package var isDecided: Bool { state == .prepareCommit || state == .prepareAbort }

    /// Nothing is open: the id could be forgotten.
    package var isIdle: Bool { state != .ongoing && !isDecided }

    package var identity: Sender { Sender(producerID: producerID, epoch: epoch) }

    // MARK: Shared by the inputs

    /// Whether this is the producer.
    func check(_ sender: Sender) -> ErrorCode {
        guard sender.producerID == producerID else { return .invalidProducerIDMapping }
        return sender.epoch == epoch ? .none : .producerFenced
    }

    private mutating func begin(_ sender: Sender, now: Int64) -> ErrorCode {
        let error = check(sender)
        if error != .none { return error }
        if isDecided { return .concurrentTransactions }
        if state != .ongoing {
            state = .ongoing
            startedAt = now
        }
        updatedAt = now
        return .none
    }

    private mutating func decide(_ decision: State, now: Int64) {
        state = decision
        updatedAt = now
    }

    /// Decides over the head of whoever has the present epoch.
    /// - Parameter heir: the identity whose owner may go on with the next epoch; `nil`: nobody's.
    private mutating func decide(_ decision: State, fencingFor heir: Sender?, now: Int64) {
        decide(decision, now: now)
        lastIdentity = heir
        if epoch < Int16.max { epoch += 1 }
    }

    private mutating func forgetTransaction() {
        partitions = []
        groups = []
        offsets = [:]
        startedAt = -1
    }
}
