internal import ClickModel

/// The event types that are counted on their own.
enum EventKind {
    case pageView
    case viewItem
    case addToCart
    case beginCheckout
    case addPaymentInfo
    case purchase
    case other

    init(_ eventType: BorrowedBytes) {
        // Their lengths tell nearly all of them apart before any byte is compared.
        switch eventType.count {
        case 8: self = Self.equal(eventType, "purchase") ? .purchase : .other
        case 9:
            self =
                Self.equal(eventType, "page_view")
                ? .pageView : Self.equal(eventType, "view_item") ? .viewItem : .other
        case 11: self = Self.equal(eventType, "add_to_cart") ? .addToCart : .other
        case 14: self = Self.equal(eventType, "begin_checkout") ? .beginCheckout : .other
        case 16: self = Self.equal(eventType, "add_payment_info") ? .addPaymentInfo : .other
        default: self = .other
        }
    }

    /// How far into the funnel: 1 a product seen, 2 in the cart, 3 at the checkout, 4 bought.
    var funnelStep: Int16 {
        switch self {
        case .pageView, .other: 0
        case .viewItem: 1
        case .addToCart: 2
        case .beginCheckout, .addPaymentInfo: 3
        case .purchase: 4
        }
    }

    private static func equal(_ bytes: BorrowedBytes, _ text: StaticString) -> Bool {
        for position in 0..<bytes.count where bytes.buffer[position] != text.utf8Start[position] {
            return false
        }
        return true
    }
}
