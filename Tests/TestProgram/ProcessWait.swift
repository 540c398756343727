package import Foundation

/// Waiting for processes that are not our children.
package enum ProcessWait {
    /// Returns when the process is gone, at the latest after half a minute.
    package static func untilGone(_ process: pid_t) {
        for _ in 0..<600 where kill(process, 0) == 0 { usleep(50_000) }
    }
}
