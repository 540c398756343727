internal import ClickModel

/// The pages of the shop's site, by number: the fixed ones, then the listings, the searches and the products.
struct SitePages: Sendable {
    static let home = 0
    static let sale = 1
    static let firstInfo = 2
    static let infoCount = 3
    static let cart = 5
    static let checkout = 6
    static let payment = 7
    static let confirmation = 8
    static let account = 9
    /// Pages of a listing that can be leafed through.
    static let listingDepth = 3
    private static let firstListing = 10
    private static let address = "https://www.harbour-and-pine.example"
    private static let shop = "Harbour & Pine"

    /// Titles and paths of the fixed pages, in the order of their numbers.
    private static let fixed: [(path: String, title: String)] = [
        ("/", "Things worth keeping"), ("/sale", "Summer Sale"), ("/help/delivery", "Delivery and Returns"),
        ("/help/contact", "Contact"), ("/journal", "The Journal"), ("/cart", "Your Cart"),
        ("/checkout", "Checkout"), ("/checkout/payment", "Payment"), ("/checkout/complete", "Thank You"),
        ("/account/orders", "Your Orders"),
    ]

    /// `page_url` and `page_title` of each page, as JSON members.
    private(set) var members = ByteArena()
    /// `page_title` alone, for pages whose address got a query.
    private(set) var titleMembers = ByteArena()
    private(set) var addresses = ByteArena()
    /// `search_query` of each query, as JSON members.
    private(set) var queryMembers = ByteArena()
    private let firstSearch: Int
    private let firstProduct: Int
    /// Queries of each category; query q belongs to category q ÷ this.
    static let queriesOfCategory = 4

    init(_ catalogue: Catalogue) {
        let categories = CatalogueVocabulary.categories.prefix(catalogue.categoryCount)
        firstSearch = Self.firstListing + categories.count * Self.listingDepth
        firstProduct = firstSearch + categories.count * Self.queriesOfCategory
        for page in Self.fixed { append(path: page.path, title: page.title) }
        for category in categories {
            let path = "/c/" + category.code.split(separator: ".").joined(separator: "/")
            append(path: path, title: category.title)
            for page in 2...Self.listingDepth {
                append(path: path + "?page=\(page)", title: "\(category.title), page \(page)")
            }
        }
        for category in categories {
            for query in Self.queries(for: category) {
                append(path: "/search?q=" + Self.percentEncoded(query), title: "Search: \(query)")
                var encoder = ClickWriter()
                encoder.begin()
                encoder.text(.searchQuery, query)
                queryMembers.append(membersOf: encoder)
            }
        }
        for product in 0..<catalogue.productCount {
            let name = catalogue.names[product]
            append(path: "/p/" + Self.slug(name) + "-" + catalogue.ids[product], title: name)
        }
    }

    func listing(category: Int, page: Int) -> Int {
        Self.firstListing + category * Self.listingDepth + page
    }

    func search(query: Int) -> Int { firstSearch + query }

    func product(_ product: Int) -> Int { firstProduct + product }

    private mutating func append(path: String, title: String) {
        var encoder = ClickWriter()
        let address = Self.address + path
        let title = "\(title) | \(Self.shop)"
        encoder.begin()
        encoder.text(.pageURL, address)
        encoder.text(.pageTitle, title)
        members.append(membersOf: encoder)
        encoder.begin()
        encoder.text(.pageTitle, title)
        titleMembers.append(membersOf: encoder)
        addresses.append(address)
    }

    /// What people type who want something of the category.
    private static func queries(for category: CatalogueVocabulary.Category) -> [String] {
        let noun = category.noun.lowercased()
        return [
            noun, "\(category.brands[0].lowercased()) \(noun)", "\(noun) sale",
            "\(CatalogueVocabulary.colours[category.code.utf8.count % 10].lowercased()) \(noun)",
        ]
    }

    /// RFC 3986's unreserved characters as they are, a space as `+`, the rest in percent.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): encoded += "+"
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// Lower-case ASCII words joined by hyphens.
    private static func slug(_ text: String) -> String {
        let words = text.lowercased().utf8.split { byte in
            !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }
}
