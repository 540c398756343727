/// The world that visits take place in; fixed once it is built.
///
/// A class, so that handing it to a visit counts one reference and not one for each of its tables.
final class Shop: Sendable {
    let catalogue: Catalogue
    let pages: SitePages
    let audience = Audience()
    let sources = TrafficSources()
    let dwellTimes = DwellTimes()
    /// Clicks a visit, less one: the "law of surfing".
    let patience = AliasTable(Distributions.inverseGaussian(mean: 9, shape: 5, limit: 120))

    /// - Parameter productCount: 1…100,000.
    init(productCount: Int) {
        catalogue = Catalogue(productCount: productCount)
        pages = SitePages(catalogue)
    }

    /// The page that a visitor makes the next click on.
    func page(of session: Session) -> Int {
        switch session.step {
        case .home, .leave: SitePages.home
        case .sale: SitePages.sale
        case .info: SitePages.firstInfo + Int(session.visitor) % SitePages.infoCount
        case .listing: pages.listing(category: session.category, page: session.listingPage)
        case .search: pages.search(query: session.query)
        case .select:
            session.isSearching
                ? pages.search(query: session.query)
                : pages.listing(category: session.category, page: session.listingPage)
        case .product, .addToCart: pages.product(session.product)
        case .cart, .removeFromCart: SitePages.cart
        case .checkout: SitePages.checkout
        case .payment: SitePages.payment
        case .purchase: SitePages.confirmation
        case .account: SitePages.account
        }
    }

    /// Ten-thousandths of a currency's unit.
    func price(of product: Int, in currency: Currency) -> Int64 {
        currency.price(ofEuroCents: catalogue.basePrices[product])
    }

    /// What the cart of a visit is worth, ten-thousandths of a currency's unit.
    func cartValue(of session: Session, in currency: Currency) -> Int64 {
        var value: Int64 = 0
        for index in 0..<session.cartCount {
            let line = session.line(index)
            value += price(of: Int(line.product), in: currency) * Int64(line.quantity)
        }
        return value
    }
}
