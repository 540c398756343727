internal import Foundation

/// A moment between two blows. Not for waiting until something has happened: see `TestProgram.wait(until:)`.
package enum Pause {
    package static func milliseconds(_ count: Int) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(count)) {
                continuation.resume()
            }
        }
    }
}
