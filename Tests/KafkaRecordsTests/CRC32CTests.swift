import KafkaRecords
import Testing

@Suite struct CRC32CTests {
    private func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum(of: $0) } }

    @Test func `the examples of RFC 3720 come out`() {
        #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum(Array(0..<32)) == 0x46DD_794E)
        #expect(checksum((0..<32).reversed()) == 0x113F_DB5C)
        let readCommand: [UInt8] = [
            0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0x14,
            0, 0,
            0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
        ]
        #expect(checksum(readCommand) == 0xD996_3A56)
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum([]) == 0)
    }

    @Test func `bytes in pieces, at any alignment, sum as bytes at once and as one bit after the other`() {
        var generator = SeededGenerator(seed: 11)
        let bytes = generator.bytes(300)
        for start in 0..<17 {
            for end in stride(from: start, through: 300, by: 23) {
                let part = Array(bytes[start..<end])
                #expect(
                    bytes.withUnsafeBytes { CRC32C.checksum(of: .init(rebasing: $0[start..<end])) }
                        == slow(part))
                var pieces = CRC32C()
                let cut = part.count / 3
                part[..<cut].withUnsafeBytes { pieces.update($0) }
                part[cut...].withUnsafeBytes { pieces.update($0) }
                #expect(pieces.value == slow(part))
            }
        }
    }

    private func slow(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
        }
        return ~crc
    }
}
