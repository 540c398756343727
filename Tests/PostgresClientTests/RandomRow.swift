import PostgresClient

/// A row of every type that the encoder knows, and what PostgreSQL has to say about it afterwards.
struct RandomRow {
    static let names = "flag, small, middle, large, uid, word, raw, moment, price, doc"
    static let columns = """
        flag boolean, small smallint, middle integer, large bigint, uid uuid, word text, raw bytea,
        moment timestamptz, price numeric(18, 4), doc jsonb
        """
    static let query = """
        SELECT flag::text, small, middle, large, uid, word, encode(raw, 'hex'),
            (extract(epoch FROM moment) * 1000000)::numeric(40, 0), price, doc
        FROM t ORDER BY i
        """

    private let flag: Bool?
    private let small: Int16?
    private let middle: Int32?
    private let large: Int64?
    private let uid: (high: UInt64, low: UInt64)?
    private let word: String?
    private let raw: [UInt8]?
    private let moment: Int64?
    private let price: Int64?
    private let document: String?

    init(using random: inout SeededGenerator) {
        func maybe<Value>(_ value: Value) -> Value? {
            Int.random(in: 0..<5, using: &random) == 0 ? nil : value
        }
        func spread(_ bound: Int64) -> Int64 {
            Int64.random(in: -bound...bound, using: &random) >> Int64.random(in: 0..<60, using: &random)
        }
        flag = maybe(.random(using: &random))
        small = maybe(.random(in: .min ... .max, using: &random))
        middle = maybe(.random(in: .min ... .max, using: &random))
        large = maybe(.random(in: .min ... .max, using: &random))
        uid = maybe((random.next(), random.next()))
        word = maybe(Self.text(using: &random))
        raw = maybe(
            (0..<Int.random(in: 0..<40, using: &random)).map { _ in .random(in: 0...255, using: &random) })
        // From 4713 BC to AD 292277.
        moment = maybe(max(spread(.max), -210_866_803_200_000_000))
        price = maybe(spread(999_999_999_999_999_999))
        document = maybe("{\"n\": \(spread(1 << 60)), \"w\": \"\(Int.random(in: 0..<99, using: &random))\"}")
    }

    func append(to buffer: inout CopyBinaryBuffer) {
        buffer.beginRow(columns: 10)
        if let flag { buffer.bool(flag) } else { buffer.null() }
        if let small { buffer.int16(small) } else { buffer.null() }
        if let middle { buffer.int32(middle) } else { buffer.null() }
        if let large { buffer.int64(large) } else { buffer.null() }
        if let uid { buffer.uuid(high: uid.high, low: uid.low) } else { buffer.null() }
        if let word { buffer.text(word) } else { buffer.null() }
        if let raw { raw.withUnsafeBytes { buffer.bytea($0) } } else { buffer.null() }
        if let moment { buffer.timestamptz(microseconds: moment) } else { buffer.null() }
        if let price { buffer.numeric(tenThousandths: price) } else { buffer.null() }
        guard let document else { return buffer.null() }
        Array(document.utf8).withUnsafeBufferPointer { json in
            if let start = json.baseAddress { buffer.jsonb(start: start, count: json.count) }
        }
    }

    var expected: [String?] {
        [
            flag.map { $0 ? "true" : "false" }, small.map { String($0) }, middle.map { String($0) },
            large.map { String($0) }, uid.map(Self.uuidText), word,
            raw.map { $0.map { Self.hex(UInt64($0), 2) }.joined() }, moment.map { String($0) },
            price.map(Self.priceText), document,
        ]
    }

    private static func text(using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<30, using: &random) {
            let limit: UInt32 = [0x80, 0x800, 0x1_0000, 0x11_0000].randomElement(using: &random) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 1..<limit, using: &random)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func uuidText(high: UInt64, low: UInt64) -> String {
        let digits = Array(hex(high, 16) + hex(low, 16))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func priceText(_ tenThousandths: Int64) -> String {
        let magnitude = tenThousandths.magnitude
        let fraction = String(magnitude % 10_000)
        return (tenThousandths < 0 ? "-" : "") + String(magnitude / 10_000) + "."
            + String(repeating: "0", count: 4 - fraction.count) + fraction
    }

    private static func hex(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
