import Foundation

/// What happened in a torture run, as it happens.
final class TortureJournal: @unchecked Sendable {
    // `@unchecked`: the lines are behind the lock.
    private let lock = NSLock()
    private let start = ContinuousClock.now
    private let isLoud: Bool
    private var lines: [String] = []

    /// - Parameter isLoud: whether each line is printed, too.
    init(isLoud: Bool) { self.isLoud = isLoud }

    func note(_ line: String) {
        let time = start.duration(to: .now)
        let line = "\(time.formatted(.time(pattern: .minuteSecond)))  \(line)"
        lock.withLock { lines.append(line) }
        if isLoud { FileHandle.standardOutput.write(Data("torture: \(line)\n".utf8)) }
    }

    var text: String { lock.withLock { lines.joined(separator: "\n") } }
}

/// A run that did not come through, with all that is needed to see why and to do it again.
struct TortureFailure: Error, CustomStringConvertible {
    let seed: UInt64
    let reason: String
    let journal: String
    let logs: String

    var description: String {
        """

        \(reason)

        The same again:  make torture SEED=\(seed)

        \(journal)

        \(logs)
        """
    }
}
