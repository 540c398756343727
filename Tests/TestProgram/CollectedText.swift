import Foundation

/// What comes out of a pipe, collected on a thread of its own; tasks can wait for a part of it.
final class CollectedText: @unchecked Sendable {
    // `@unchecked`: everything mutable is behind `lock`.
    let pipe = Pipe()
    private let lock = NSLock()
    private var collected = ""
    private var isAtEnd = false
    private var waiters: [Waiter] = []

    private struct Waiter {
        /// `nil` for the end.
        let text: String?
        let times: Int
        let continuation: CheckedContinuation<Bool, Never>

        func isServed(by collected: String) -> Bool {
            guard let text else { return false }
            return CollectedText.contains(collected, text, times: times)
        }
    }

    init() {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                add(String(decoding: data, as: UTF8.self))
            }
            finish()
        }
    }

    var text: String { lock.withLock { collected } }

    private static func contains(_ collected: String, _ text: String, times: Int) -> Bool {
        times == 1 ? collected.contains(text) : collected.components(separatedBy: text).count > times
    }

    /// - Returns: `false` when the end came first.
    func wait(for text: String, times: Int = 1) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = lock.withLock { () -> Bool? in
                if Self.contains(collected, text, times: times) { return true }
                if isAtEnd { return false }
                waiters.append(Waiter(text: text, times: times, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Waits for the end of the pipe.
    func end() async -> String {
        _ = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let isOver = lock.withLock {
                if !isAtEnd { waiters.append(Waiter(text: nil, times: 1, continuation: continuation)) }
                return isAtEnd
            }
            if isOver { continuation.resume(returning: true) }
        }
        return text
    }

    /// Waits for nothing more, also where a process that was left behind still holds the pipe.
    func giveUp() { finish() }

    private func add(_ piece: String) {
        let ready = lock.withLock {
            collected += piece
            let ready = waiters.filter { $0.isServed(by: collected) }
            waiters.removeAll { $0.isServed(by: collected) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume(returning: true) }
    }

    private func finish() {
        let rest = lock.withLock {
            isAtEnd = true
            defer { waiters = [] }
            return waiters
        }
        for waiter in rest { waiter.continuation.resume(returning: waiter.text == nil) }
    }
}
