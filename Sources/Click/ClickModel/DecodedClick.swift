/// A click that was decoded and found valid, as views into the buffers of the `ClickDecoder` that made it.
///
/// Valid until that decoder decodes the next record; copy what has to live longer. It exists so that a click
/// gets from JSON into a row without a `String`, an `Array` or a reference count: text stays where the
/// decoder unescaped it, UTF-8, checked, free of NUL.
package struct DecodedClick {
    /// The UUID's 16 bytes as two big-endian halves.
    package var eventID: (high: UInt64, low: UInt64) = (0, 0)
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var eventTime: Int64 = 0
    /// Ten-thousandths of the currency's unit.
    package var price: Int64 = 0
    package var hasPrice = false
    package var quantity: Int32 = 0
    package var hasQuantity = false
    package var isBot = false

    package var eventType = BorrowedBytes.absent
    package var userID = BorrowedBytes.absent
    package var sessionID = BorrowedBytes.absent
    package var pageURL = BorrowedBytes.absent
    package var pageTitle = BorrowedBytes.absent
    package var referrer = BorrowedBytes.absent
    package var productID = BorrowedBytes.absent
    package var productName = BorrowedBytes.absent
    package var category = BorrowedBytes.absent
    package var brand = BorrowedBytes.absent
    /// Three capital letters (ISO 4217).
    package var currency = BorrowedBytes.absent
    package var orderID = BorrowedBytes.absent
    package var searchQuery = BorrowedBytes.absent
    package var utmSource = BorrowedBytes.absent
    package var utmMedium = BorrowedBytes.absent
    package var utmCampaign = BorrowedBytes.absent
    package var userAgent = BorrowedBytes.absent
    package var device = BorrowedBytes.absent
    package var browser = BorrowedBytes.absent
    package var os = BorrowedBytes.absent
    package var language = BorrowedBytes.absent
    package var country = BorrowedBytes.absent
    package var screen = BorrowedBytes.absent
    package var source = BorrowedBytes.absent
    /// One JSON object that PostgreSQL's `jsonb` accepts: the event's own `properties` and every unknown
    /// top-level field. Absent where there is nothing to keep.
    package var properties = BorrowedBytes.absent

    package init() {}
}
