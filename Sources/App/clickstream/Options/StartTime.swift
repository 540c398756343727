import ArgumentParser
import ClickModel

/// A moment, given as RFC 3339; a date that no calendar has is none.
struct StartTime: ExpressibleByArgument, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    let microseconds: Int64

    init?(argument: String) {
        var text = argument
        let time = text.withUTF8 { bytes in
            try? TimestampText.microseconds(BorrowedBytes(start: bytes.baseAddress, count: bytes.count))
        }
        guard let time else { return nil }
        microseconds = time
    }
}
