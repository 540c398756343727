/// What a visitor can do next: the states of a walk through the shop.
enum ShopStep: UInt8, Sendable {
    case home
    case sale
    case info
    case listing
    case search
    /// A click on a product in a listing or a search; the product's page follows.
    case select
    case product
    case addToCart
    case cart
    case removeFromCart
    case checkout
    case payment
    case purchase
    case account
    case leave

    /// The event's name in Google Analytics 4.
    var eventType: StaticString {
        switch self {
        case .home, .sale, .info, .account, .leave: "page_view"
        case .listing: "view_item_list"
        case .search: "search"
        case .select: "select_item"
        case .product: "view_item"
        case .addToCart: "add_to_cart"
        case .cart: "view_cart"
        case .removeFromCart: "remove_from_cart"
        case .checkout: "begin_checkout"
        case .payment: "add_payment_info"
        case .purchase: "purchase"
        }
    }

    /// A step that nobody breaks off for having seen enough pages: the way from a click on a product to its
    /// page, and from the cart to the order.
    var isCommitted: Bool {
        switch self {
        case .select, .addToCart, .cart, .removeFromCart, .checkout, .payment, .purchase: true
        case .home, .sale, .info, .listing, .search, .product, .account, .leave: false
        }
    }
}
