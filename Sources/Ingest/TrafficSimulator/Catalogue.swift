internal import ClickModel

/// The products of the shop, and how often each is asked for.
///
/// Depends on the number of products alone: the same shop in each run, and product n is the same in a larger
/// one.
struct Catalogue: Sendable {
    let productCount: Int
    let categoryCount: Int
    /// `product_id`, `product_name`, `category` and `brand` of each product, as JSON members.
    private(set) var members = ByteArena()
    /// `category` of each category, as a JSON member.
    private(set) var categoryMembers = ByteArena()
    private(set) var names: [String] = []
    private(set) var ids: [String] = []
    /// Euro cents of each product.
    private(set) var basePrices: [Int64] = []

    private let popularity: AliasTable
    /// Products of each category are those with `product % categoryCount == category`; drawn by their
    /// popularity.
    private let popularityInCategory: [AliasTable]

    /// - Parameter productCount: 1…100,000.
    init(productCount: Int) {
        let categories = CatalogueVocabulary.categories
        self.productCount = productCount
        categoryCount = min(categories.count, productCount)
        var encoder = ClickWriter()
        for product in 0..<productCount {
            let category = categories[product % categoryCount]
            let item = Self.item(number: product / categoryCount, of: category, product: product)
            names.append(item.name)
            basePrices.append(item.price)
            ids.append(String(Self.id(of: product)))
            encoder.begin()
            encoder.text(.productID, ids[product])
            encoder.text(.productName, item.name)
            encoder.text(.category, category.code)
            encoder.text(.brand, item.brand)
            members.append(membersOf: encoder)
        }
        for category in categories.prefix(categoryCount) {
            encoder.begin()
            encoder.text(.category, category.code)
            categoryMembers.append(membersOf: encoder)
        }
        let weights = Self.weights(productCount: productCount)
        popularity = AliasTable(weights)
        let categoryCount = categoryCount
        popularityInCategory = (0..<categoryCount).map { category in
            AliasTable(stride(from: category, to: productCount, by: categoryCount).map { weights[$0] })
        }
    }

    /// A product as people ask for it.
    func draw(_ bits: UInt64) -> Int { popularity.draw(bits) }

    func draw(_ bits: UInt64, inCategory category: Int) -> Int {
        popularityInCategory[category].draw(bits) * categoryCount + category
    }

    func category(of product: Int) -> Int { product % categoryCount }

    func productCount(inCategory category: Int) -> Int { popularityInCategory[category].count }

    /// Zipf-Mandelbrot weights, handed to the products in an order without a pattern.
    private static func weights(productCount: Int) -> [Double] {
        let ranked = Distributions.zipfMandelbrot(count: productCount, exponent: 1.05, offset: 4)
        let order = (0..<productCount).sorted {
            (RandomGenerator.mix(UInt64($0) &+ 77), $0) < (RandomGenerator.mix(UInt64($1) &+ 77), $1)
        }
        var weights = [Double](repeating: 0, count: productCount)
        for (rank, product) in order.enumerated() { weights[product] = ranked[rank] }
        return weights
    }

    /// Six digits up to 100,000 products, without two alike: 7,919 is prime and no divisor of 900,000.
    private static func id(of product: Int) -> Int { 100_000 + (product * 7919 + 4211) % 900_000 }

    private static func item(
        number: Int, of category: CatalogueVocabulary.Category, product: Int
    ) -> (name: String, brand: String, price: Int64) {
        let bits = RandomGenerator.mix(UInt64(product) &+ 0xCA7A_1069)
        // Brand, line and series number together are different for each number; the colour is free.
        let brandIndex = number % category.brands.count
        let lineIndex = (number / category.brands.count + brandIndex) % category.lines.count
        let series = number / (category.brands.count * category.lines.count) + 1
        let colours = CatalogueVocabulary.colours
        var name = "\(category.brands[brandIndex]) \(category.lines[lineIndex])"
        if series > 1 { name += " \(series)" }
        name += " \(category.noun), \(colours[Int(bits % UInt64(colours.count))])"
        let share = Double(bits >> 40) / 16_777_216
        let spread = Double(category.dearest) / Double(category.cheapest)
        let price = Double(category.cheapest) * ExactMath.power(spread, share)
        return (name, category.brands[brandIndex], Int64(price))
    }
}
