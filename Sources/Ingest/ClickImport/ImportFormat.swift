/// How a data file says its clicks.
package enum ImportFormat: Sendable {
    /// The public REES46/Kaggle shop data: CSV with the columns `event_time`, `event_type`, `product_id`,
    /// `category_id`, `category_code`, `brand`, `price`, `user_id`, `user_session`, in any order.
    /// `view` becomes `view_item`, `cart` `add_to_cart`; a purchase has the quantity 1; `category_id` goes to
    /// `properties`. The data names no currency, and none is made up.
    case rees46
    /// One event of ours a line, as JSON. Taken byte for byte where it has an `event_id`.
    case ndjson
    /// CSV with any columns. A column named like a field of the event is that field, what `mapping` says
    /// comes first, and all other columns become texts in `properties`: nothing is dropped.
    case csv(ColumnMapping, delimiter: UInt8 = UInt8(ascii: ","))

    /// The name on the command line; also part of what identities are made of.
    var name: String {
        switch self {
        case .rees46: "rees46"
        case .ndjson: "ndjson"
        case .csv: "csv"
        }
    }
}
