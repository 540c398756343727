/// One visit that is going on: what the simulator has to remember of it, in one small value.
struct Session: Sendable {
    /// A line of the cart.
    struct Line: Sendable {
        var product: UInt32 = 0
        var quantity: UInt32 = 0
    }

    /// Lines that fit into a cart.
    static let cartLimit = 3
    static let noPage = -1

    /// Number of the visitor in the population, or of the bot.
    var visitor: UInt32 = 0
    var isBot = false
    var userID = ShortID(prefix: 0, 0)
    var sessionID = ShortID(prefix: 0, 0)
    var locale = 0
    var device = 0
    var source = 0
    /// Readiness to buy, in 256ths of the average.
    var intent: UInt32 = 0

    /// The click that comes next.
    var step = ShopStep.leave
    /// The click before it; `leave` at the start of a visit.
    var lastStep = ShopStep.leave
    var clicks = 0
    /// Clicks after which the visitor has seen enough.
    var patience = 0
    /// The page that the visitor is on.
    var page = Session.noPage
    /// The page before that, whose address is the referrer; none on the page where the visit began.
    var referringPage = Session.noPage
    var product = 0
    /// How many of the product the click is about.
    var quantity: UInt32 = 1
    var category = 0
    var listingPage = 0
    var query = 0
    /// Whether the list that the visitor looks at came from a search.
    var isSearching = false

    var cart: (Line, Line, Line) = (Line(), Line(), Line())
    var cartCount = 0
    var orderID = ShortID(prefix: 0, 0)
    var paysByCard = false
    /// Lines of the order that were reported as bought.
    var boughtLines = 0
    /// Microseconds between the clicks and their arrival; 0 for a visitor who is online.
    var lateness: Int64 = 0

    /// On the page that the visitor arrived on, whose address carries the campaign.
    var isOnLandingPage: Bool { referringPage == Session.noPage }

    func line(_ index: Int) -> Line {
        switch index {
        case 0: cart.0
        case 1: cart.1
        default: cart.2
        }
    }

    /// Puts a product into the cart; more of it where it is there already.
    mutating func add(product: UInt32, quantity: UInt32) {
        for index in 0..<cartCount where line(index).product == product {
            set(index, Line(product: product, quantity: line(index).quantity + quantity))
            return
        }
        set(cartCount, Line(product: product, quantity: quantity))
        cartCount += 1
    }

    /// Takes the last line out of the cart.
    mutating func removeLast() -> Line {
        guard cartCount > 0 else { return Line() }
        cartCount -= 1
        return line(cartCount)
    }

    private mutating func set(_ index: Int, _ line: Line) {
        switch index {
        case 0: cart.0 = line
        case 1: cart.1 = line
        default: cart.2 = line
        }
    }
}
