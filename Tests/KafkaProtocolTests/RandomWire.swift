import KafkaProtocol
import NIOCore

/// A direction of its own: it fills a message with arbitrary values for one version.
struct RandomWire: Wire {
    let version: Int16
    let isFlexible: Bool
    private var random: SeededGenerator
    private var depth = 0

    init(version: Int16, isFlexible: Bool, seed: UInt64) {
        self.version = version
        self.isFlexible = isFlexible
        random = SeededGenerator(seed: seed)
    }

    mutating func boolean(_ value: inout Bool) { value = Bool.random(using: &random) }
    mutating func int8(_ value: inout Int8) { value = Int8.random(in: .min ... .max, using: &random) }
    mutating func int16(_ value: inout Int16) { value = Int16.random(in: .min ... .max, using: &random) }
    mutating func int32(_ value: inout Int32) { value = Int32.random(in: .min ... .max, using: &random) }
    mutating func int64(_ value: inout Int64) { value = Int64.random(in: .min ... .max, using: &random) }

    mutating func uuid(_ value: inout KafkaUUID) {
        value = KafkaUUID(high: random.next(), low: random.next())
    }

    mutating func string(_ value: inout String) {
        let texts = [
            "", "a", "website_clicks", "é漢🛒\u{0}.", String(repeating: "x", count: 127),
            String(repeating: "y", count: 128), String(repeating: "é", count: 150),
        ]
        value = texts.randomElement(using: &random) ?? ""
    }

    mutating func nullableString(_ value: inout String?) {
        var text = ""
        string(&text)
        value = Bool.random(using: &random) ? text : nil
    }

    mutating func bytes(_ value: inout ByteBuffer) {
        let length = [0, 1, 9, 127, 200].randomElement(using: &random) ?? 0
        value = ByteBuffer(bytes: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    mutating func records(_ value: inout RecordsField) {
        var buffer = ByteBuffer()
        bytes(&buffer)
        value = Bool.random(using: &random) ? .bytes(buffer) : .null
    }

    mutating func array<Element: WireStruct>(_ value: inout [Element]) throws(ProtocolError) {
        depth += 1
        defer { depth -= 1 }
        value = []
        for _ in 0..<Int.random(in: 0...(depth > 1 ? 2 : 4), using: &random) {
            var element = Element()
            try element.fields(&self)
            value.append(element)
        }
    }

    mutating func nullableArray<Element: WireStruct>(_ value: inout [Element]?) throws(ProtocolError) {
        guard Bool.random(using: &random) else {
            value = nil
            return
        }
        var elements: [Element] = []
        try array(&elements)
        value = elements
    }

    mutating func endOfStruct() {}
}
