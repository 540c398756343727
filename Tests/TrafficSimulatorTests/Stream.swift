import ClickModel
import TrafficSimulator

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// 2025-10-09T08:53:20Z
let startOfStream: Int64 = 1_760_000_000_000_000

func configuration(
    seed: UInt64 = 1, eventsPerSecond: Double? = 100, users: Int = 50_000,
    _ change: (inout TrafficConfiguration) -> Void = { _ in }
) -> TrafficConfiguration {
    var configuration = TrafficConfiguration(start: startOfStream)
    configuration.seed = seed
    configuration.eventsPerSecond = eventsPerSecond
    configuration.users = users
    change(&configuration)
    return configuration
}

/// A record as the caller of the simulator sees it.
struct SentRecord {
    let click: SimulatedClick
    let bytes: UnsafeRawBufferPointer

    /// The text or number of a member, found by its quoted name; good for values without escapes.
    func value(_ name: StaticString) -> String? {
        let length = name.utf8CodeUnitCount
        var position = 0
        while position + length < bytes.count {
            guard let start = bytes.baseAddress,
                let quote = memchr(start + position, Int32(UInt8(ascii: "\"")), bytes.count - position)
            else { return nil }
            position = UnsafeRawPointer(quote) - start
            if position + length < bytes.count, memcmp(quote, name.utf8Start, length) == 0 {
                return value(at: position + length)
            }
            position += 1
        }
        return nil
    }

    private func value(at start: Int) -> String {
        let isText = bytes[start] == UInt8(ascii: "\"")
        let first = isText ? start + 1 : start
        var end = first
        while end < bytes.count,
            isText ? bytes[end] != UInt8(ascii: "\"") : bytes[end] != UInt8(ascii: ",")
        {
            end += 1
        }
        return String(decoding: bytes[first..<end], as: UTF8.self)
    }

    var eventType: String { value("\"event_type\":") ?? "" }
    var sessionID: String { value("\"session_id\":") ?? "" }
    var isBot: Bool { value("\"is_bot\":") == "true" }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Runs a simulator over a schedule.
func stream(
    _ configuration: TrafficConfiguration, count: Int, start: Int64? = nil,
    _ body: (SentRecord) throws -> Void
) rethrows {
    var simulator = TrafficSimulator(configuration)
    let pacer = Pacer(
        eventsPerSecond: configuration.eventsPerSecond ?? 1000, start: start ?? configuration.start)
    var writer = ClickWriter()
    for index in 0..<count {
        let click = simulator.next(at: pacer.time(of: Int64(index)), &writer)
        try writer.withBytes { try body(SentRecord(click: click, bytes: $0)) }
    }
}

/// A hash over records, to compare streams.
func fingerprint(_ configuration: TrafficConfiguration, count: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    stream(configuration, count: count) { record in
        hash = (hash ^ UInt64(record.bytes.count)) &* 0x100_0000_01B3
        for start in stride(from: 0, to: record.bytes.count, by: 8) {
            var word: UInt64 = 0
            for byte in record.bytes[start..<min(start + 8, record.bytes.count)] {
                word = word << 8 | UInt64(byte)
            }
            hash = (hash ^ word) &* 0x100_0000_01B3
            hash ^= hash >> 29
        }
    }
    return hash
}
