import ArgumentParser

/// A place in the log: an offset, or a moment as RFC 3339.
enum LogPosition: ExpressibleByArgument, Sendable {
    case offset(Int64)
    case time(StartTime)

    init?(argument: String) {
        if let offset = Int64(argument), offset >= 0 {
            self = .offset(offset)
        } else if let time = StartTime(argument: argument) {
            self = .time(time)
        } else {
            return nil
        }
    }
}
