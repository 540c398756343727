internal import ClickModel

extension TrafficSimulator {
    /// Writes the click that a visit makes now, in the order of the event's table.
    mutating func write(_ session: Session, at time: Int64, _ writer: inout ClickWriter) {
        writer.begin()
        writer.eventID(eventID(at: time))
        writer.text(.eventType, session.step.eventType)
        writer.eventTime(microseconds: time)
        session.userID.withText { writer.text(.userID, $0) }
        session.sessionID.withText { writer.text(.sessionID, $0) }
        writeRest(session, &writer)
        writer.end()
    }

    /// Version 7; the fraction of the millisecond goes into the bits after the version, so that the
    /// identities of one source sort by time to the microsecond.
    mutating func eventID(at time: Int64) -> EventID {
        let millisecond = time / 1000
        let fraction = max(time % 1000, 0) * 4096 / 1000
        return EventID.v7(
            millisecond: millisecond, randomA: UInt16(truncatingIfNeeded: fraction),
            randomB: generator.next())
    }

    /// What follows the fields that say who and when.
    func writeRest(_ session: Session, _ writer: inout ClickWriter) {
        writePage(session, &writer)
        writeSubject(session, &writer)
        if session.isOnLandingPage {
            shop.sources.members.withBytes(session.source) { writer.members($0) }
        }
        shop.audience.deviceMembers.withBytes(session.device) { writer.members($0) }
        shop.audience.localeMembers.withBytes(session.locale) { writer.members($0) }
        writer.text(.source, "simulator")
        writeProperties(session, &writer)
    }

    private func writePage(_ session: Session, _ writer: inout ClickWriter) {
        guard session.isOnLandingPage else {
            shop.pages.members.withBytes(session.page) { writer.members($0) }
            shop.pages.addresses.withBytes(session.referringPage) { writer.text(.referrer, $0) }
            return
        }
        if shop.sources.hasCampaign(session.source) {
            shop.pages.addresses.withBytes(session.page) { address in
                shop.sources.queries.withBytes(session.source) { query in
                    writer.text(.pageURL, address, query)
                }
            }
            shop.pages.titleMembers.withBytes(session.page) { writer.members($0) }
        } else {
            shop.pages.members.withBytes(session.page) { writer.members($0) }
        }
        if !shop.sources.referrers.isEmpty(session.source) {
            shop.sources.referrers.withBytes(session.source) { writer.text(.referrer, $0) }
        }
    }

    /// The product, the list or the search that the click is about.
    private func writeSubject(_ session: Session, _ writer: inout ClickWriter) {
        switch session.step {
        case .select, .product:
            writeProduct(session, quantity: nil, &writer)
        case .addToCart, .removeFromCart:
            writeProduct(session, quantity: session.quantity, &writer)
        case .purchase:
            writeProduct(session, quantity: session.quantity, &writer)
            session.orderID.withText { writer.text(.orderID, $0) }
        case .cart, .checkout, .payment:
            writer.text(.currency, shop.audience.currencies[session.locale].code)
        case .listing:
            shop.catalogue.categoryMembers.withBytes(session.category) { writer.members($0) }
        case .search:
            shop.pages.queryMembers.withBytes(session.query) { writer.members($0) }
        case .home, .sale, .info, .account, .leave: break
        }
    }

    private func writeProduct(_ session: Session, quantity: UInt32?, _ writer: inout ClickWriter) {
        let currency = shop.audience.currencies[session.locale]
        shop.catalogue.members.withBytes(session.product) { writer.members($0) }
        writer.price(tenThousandths: shop.price(of: session.product, in: currency))
        if let quantity { writer.integer(.quantity, Int64(quantity)) }
        writer.text(.currency, currency.code)
    }

    private func writeProperties(_ session: Session, _ writer: inout ClickWriter) {
        let currency = shop.audience.currencies[session.locale]
        switch session.step {
        case .search:
            writer.beginProperties()
            let results = shop.catalogue.productCount(inCategory: session.category)
            writer.property("results", integer: Int64(results))
        case .listing:
            writer.beginProperties()
            writer.property("page", integer: Int64(session.listingPage + 1))
        case .cart, .checkout:
            writer.beginProperties()
            writer.property("cart_lines", integer: Int64(session.cartCount))
            writer.property("cart_value", tenThousandths: shop.cartValue(of: session, in: currency))
        case .payment:
            writer.beginProperties()
            writer.property("payment_type", text: session.paysByCard ? "card" : "paypal")
            writer.property("cart_value", tenThousandths: shop.cartValue(of: session, in: currency))
        case .purchase:
            writer.beginProperties()
            writer.property("payment_type", text: session.paysByCard ? "card" : "paypal")
            writer.property("order_line", integer: Int64(session.boughtLines))
            writer.property("order_lines", integer: Int64(session.cartCount))
            writer.property("order_total", tenThousandths: shop.cartValue(of: session, in: currency))
        case .home, .sale, .info, .select, .product, .addToCart, .removeFromCart, .account, .leave: return
        }
        writer.endProperties()
    }
}
