import ClickModel
import Testing

@Suite struct `UUID text` {
    private func parse(_ text: String) -> (high: UInt64, low: UInt64)? {
        withBytes(text) { UUIDText.parse($0) }
    }

    private func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test func `any UUID comes back in either case`() throws {
        var random = SeededRandom(seed: 9562)
        for _ in 0..<2000 {
            let high = random.next()
            let low = random.next()
            let (first, second) = (Array(hex(high)), Array(hex(low)))
            let groups = [first[0..<8], first[8..<12], first[12..<16], second[0..<4], second[4..<16]]
            let text = groups.map { String($0) }.joined(separator: "-")
            for spelling in [text, text.uppercased()] {
                let found = try #require(parse(spelling))
                #expect(found.high == high && found.low == low, "\(spelling)")
            }
        }
    }

    @Test func `a byte that is no digit is found at every place`() {
        let valid = Array("0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21".utf8)
        for index in valid.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = valid
                changed[index] = byte
                let isDigit =
                    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
                    || (0x61...0x66).contains(byte)
                let isExpected = valid[index] == 0x2d ? byte == 0x2d : isDigit
                let found = changed.withUnsafeBufferPointer {
                    UUIDText.parse(BorrowedBytes(start: $0.baseAddress, count: $0.count))
                }
                if (found != nil) != isExpected { Issue.record("byte \(byte) at \(index)") }
            }
        }
    }
}
