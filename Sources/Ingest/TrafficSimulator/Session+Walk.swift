/// A visit's decisions; each draws the same way whether its click is written or not.
extension Session {
    /// Settles what the click of `step` is about: which product, which list, which order.
    mutating func enter(_ shop: Shop, _ generator: inout RandomGenerator) {
        switch step {
        case .listing:
            if lastStep == .listing, listingPage + 1 < SitePages.listingDepth {
                listingPage += 1
            } else {
                category = shop.catalogue.category(of: shop.catalogue.draw(generator.next()))
                listingPage = 0
            }
            isSearching = false
        case .search:
            let queries = shop.catalogue.categoryCount * SitePages.queriesOfCategory
            query = Int(generator.below(UInt32(queries)))
            category = query / SitePages.queriesOfCategory
            isSearching = true
        case .select:
            product = shop.catalogue.draw(generator.next(), inCategory: category)
        case .product: enterProduct(shop, &generator)
        case .addToCart:
            let roll = generator.below(100)
            quantity = roll < 88 ? 1 : roll < 97 ? 2 : 3
            add(product: UInt32(product), quantity: quantity)
        case .removeFromCart:
            let line = removeLast()
            product = Int(line.product)
            quantity = line.quantity
        case .checkout:
            orderID = ShortID(prefix: UInt8(ascii: "o"), generator.next())
        case .payment:
            paysByCard = generator.below(100) < 70
        case .purchase:
            product = Int(line(boughtLines).product)
            quantity = line(boughtLines).quantity
            boughtLines += 1
        case .home, .sale, .info, .cart, .account, .leave: break
        }
        let next = shop.page(of: self)
        if next != page {
            referringPage = page
            page = next
        }
    }

    private mutating func enterProduct(_ shop: Shop, _ generator: inout RandomGenerator) {
        if isBot {
            product = (product + 1) % shop.catalogue.productCount
        } else if lastStep == .product {
            product = shop.catalogue.draw(generator.next(), inCategory: category)
        } else if lastStep != .select {
            product = shop.catalogue.draw(generator.next())
        }
        category = shop.catalogue.category(of: product)
    }

    /// Settles the step after this one.
    mutating func chooseNext(_ generator: inout RandomGenerator) {
        clicks += 1
        let roll = generator.below(10_000)
        let next =
            isBot
            ? ShopWalk.next(ofBotAfter: step, roll: roll) : ShopWalk.next(after: step, in: self, roll: roll)
        lastStep = step
        step = clicks >= patience && !next.isCommitted ? .leave : next
        if step == .cart && cartCount == 0 { step = .leave }
    }

    /// Microseconds from this click to the next one of the same visitor.
    func pause(_ shop: Shop, _ generator: inout RandomGenerator) -> Int64 {
        if isBot { return 1_000_000 + Int64(generator.below(3_000_000)) }
        switch step {
        case .select: return 200_000 + Int64(generator.below(700_000))
        case .addToCart: return shop.dwellTimes.draw(generator.next()) / 2
        case .purchase where boughtLines < cartCount: return 0
        default: return shop.dwellTimes.draw(generator.next())
        }
    }
}
