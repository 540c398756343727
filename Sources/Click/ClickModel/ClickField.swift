/// The top-level fields of a click that have a place of their own, in the order of the event's table.
///
/// Every other top-level field of the JSON object becomes a member of `properties`.
package enum ClickField: Int, CaseIterable, Sendable {
    case eventID
    case eventType
    case eventTime
    case userID
    case sessionID
    case pageURL
    case pageTitle
    case referrer
    case productID
    case productName
    case category
    case brand
    case price
    case quantity
    case currency
    case orderID
    case searchQuery
    case utmSource
    case utmMedium
    case utmCampaign
    case userAgent
    case device
    case browser
    case os
    case language
    case country
    case screen
    case isBot
    case source
    case properties

    /// The field's name in JSON, and its column in `user_clicks`.
    package var name: StaticString {
        switch self {
        case .eventID: "event_id"
        case .eventType: "event_type"
        case .eventTime: "event_time"
        case .userID: "user_id"
        case .sessionID: "session_id"
        case .pageURL: "page_url"
        case .pageTitle: "page_title"
        case .referrer: "referrer"
        case .productID: "product_id"
        case .productName: "product_name"
        case .category: "category"
        case .brand: "brand"
        case .price: "price"
        case .quantity: "quantity"
        case .currency: "currency"
        case .orderID: "order_id"
        case .searchQuery: "search_query"
        case .utmSource: "utm_source"
        case .utmMedium: "utm_medium"
        case .utmCampaign: "utm_campaign"
        case .userAgent: "user_agent"
        case .device: "device"
        case .browser: "browser"
        case .os: "os"
        case .language: "language"
        case .country: "country"
        case .screen: "screen"
        case .isBot: "is_bot"
        case .source: "source"
        case .properties: "properties"
        }
    }
}
