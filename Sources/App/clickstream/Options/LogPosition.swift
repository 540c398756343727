import ArgumentParser

/// A place in the log: an offset, or a moment.
enum LogPosition: ExpressibleByArgument, Sendable {
    case offset(Int64)
    case time(TimeBound)

    init?(argument: String) {
        if let offset = Int64(argument), offset >= 0 {
            self = .offset(offset)
        } else if let time = TimeBound(argument: argument) {
            self = .time(time)
        } else {
            return nil
        }
    }
}
