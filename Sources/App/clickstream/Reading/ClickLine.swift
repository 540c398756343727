import FoundationEssentials
import KafkaClient

/// A record as one readable line.
enum ClickLine {
    private struct Click: Decodable {
        var event_type: String?
        var user_id: String?
        var product_name: String?
        var product_id: String?
        var price: Decimal?
        var currency: String?
        var page_url: String?
        var country: String?
        var device: String?
    }

    /// Off the hot path: for a person who looks on.
    static func text(_ record: KafkaRecordView) -> String {
        let place = "\(record.partition):\(record.offset)"
        guard let click = try? JSONDecoder().decode(Click.self, from: Data(record.value)) else {
            return "\(time(record.timestamp))  \(place)  not a click: \(excerpt(record.value))"
        }
        let product = click.product_name ?? click.product_id
        let price = click.price.map { "\($0) \(click.currency ?? "")" }
        let parts = [
            padded(click.event_type ?? "?", 16), padded(click.user_id ?? "?", 14), click.country,
            click.device, product, price, product == nil ? click.page_url : nil,
        ]
        return "\(time(record.timestamp))  \(padded(place, 9))  "
            + parts.compactMap { $0.map(printable) }.joined(separator: "  ")
    }

    private static func time(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    /// Records come from anywhere: no escape sequence of theirs may reach the terminal.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? "\u{FFFD}" : scalar
                }))
    }

    private static func excerpt(_ bytes: UnsafeRawBufferPointer) -> String {
        printable(String(decoding: bytes.prefix(100), as: UTF8.self)) + (bytes.count > 100 ? "…" : "")
    }
}
