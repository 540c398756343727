/// The ways through the shop: where visitors go from where they are, as shares of 10,000.
///
/// Calibrated on public figures: of the products looked at 2–6 % go into a cart and 1–2 % are bought, and
/// about 70 % of the carts are abandoned.
enum ShopWalk {
    /// Of 10,000 products looked at by an average visitor, so many go into the cart.
    private static let additions: UInt32 = 440

    /// The first step of a visit.
    /// - Parameter roll: 0..<10,000
    static func landing(hasCampaign: Bool, roll: UInt32) -> ShopStep {
        if hasCampaign {
            switch roll {
            case ..<3800: .product
            case ..<6600: .sale
            case ..<8600: .listing
            default: .home
            }
        } else {
            switch roll {
            case ..<3600: .home
            case ..<6900: .product
            case ..<9400: .listing
            default: .info
            }
        }
    }

    /// The step after the one that was made.
    /// - Parameter roll: 0..<10,000
    static func next(after step: ShopStep, in session: Session, roll: UInt32) -> ShopStep {
        switch step {
        case .home, .sale, .info: afterPage(step, roll)
        case .listing:
            switch roll {
            case ..<5600: .select
            case ..<7700: .listing
            case ..<8600: .search
            default: .leave
            }
        case .search:
            switch roll {
            case ..<5900: .select
            case ..<7700: .search
            case ..<8500: .listing
            default: .leave
            }
        case .select: .product
        case .product: afterProduct(session, roll)
        case .addToCart, .cart, .removeFromCart: withCart(step, session, roll)
        case .checkout, .payment, .purchase: inCheckout(step, session, roll)
        case .account, .leave: .leave
        }
    }

    private static func afterPage(_ step: ShopStep, _ roll: UInt32) -> ShopStep {
        switch roll {
        case ..<4700: .listing
        case ..<6700: step == .sale ? .product : .search
        case ..<7800: step == .info ? .home : .product
        case ..<8200: .info
        default: .leave
        }
    }

    private static func afterProduct(_ session: Session, _ roll: UInt32) -> ShopStep {
        let additions = (additions * session.intent) >> 8
        if roll < additions { return session.cartCount < Session.cartLimit ? .addToCart : .cart }
        switch roll {
        case ..<3700: return .product
        case ..<6600: return .listing
        case ..<7600: return .search
        case ..<7900: return session.cartCount > 0 ? .cart : .home
        default: return .leave
        }
    }

    private static func withCart(_ step: ShopStep, _ session: Session, _ roll: UInt32) -> ShopStep {
        switch step {
        case .addToCart:
            switch roll {
            case ..<5500: .cart
            case ..<6800: .checkout
            case ..<7800: .product
            case ..<9000: .listing
            default: .leave
            }
        case .cart:
            switch roll {
            case ..<5500: .checkout
            case ..<6100: .removeFromCart
            case ..<7200: .listing
            case ..<7600: .product
            default: .leave
            }
        default:
            // A line was removed.
            switch roll {
            case ..<2500: session.cartCount > 0 ? .checkout : .listing
            case ..<5500: .listing
            default: .leave
            }
        }
    }

    private static func inCheckout(_ step: ShopStep, _ session: Session, _ roll: UInt32) -> ShopStep {
        switch step {
        case .checkout:
            switch roll {
            case ..<7900: .payment
            case ..<8400: .cart
            default: .leave
            }
        case .payment:
            switch roll {
            case ..<8400: .purchase
            case ..<8800: .checkout
            default: .leave
            }
        default:
            // An order is reported line by line.
            session.boughtLines < session.cartCount ? .purchase : roll < 1500 ? .account : .leave
        }
    }

    /// A bot reads listings and every product in them, and buys nothing.
    static func next(ofBotAfter step: ShopStep, roll: UInt32) -> ShopStep {
        roll < (step == .listing ? 9500 : 8600) ? .product : .listing
    }
}
