/// The currencies that the shop is priced in, and how each writes a believable price.
enum Currency: Int, CaseIterable, Sendable {
    case eur, usd, gbp, cad, aud, chf, sek, nok, dkk, pln, jpy, brl, inr, mxn

    var code: StaticString {
        switch self {
        case .eur: "EUR"
        case .usd: "USD"
        case .gbp: "GBP"
        case .cad: "CAD"
        case .aud: "AUD"
        case .chf: "CHF"
        case .sek: "SEK"
        case .nok: "NOK"
        case .dkk: "DKK"
        case .pln: "PLN"
        case .jpy: "JPY"
        case .brl: "BRL"
        case .inr: "INR"
        case .mxn: "MXN"
        }
    }

    /// Thousandths of a unit for one euro: round figures that hold still, not a rate of any day.
    private var perMille: Int64 {
        switch self {
        case .eur: 1000
        case .usd: 1100
        case .gbp: 860
        case .cad: 1500
        case .aud: 1650
        case .chf: 960
        case .sek: 11_300
        case .nok: 11_600
        case .dkk: 7460
        case .pln: 4300
        case .jpy: 162_000
        case .brl: 5900
        case .inr: 91_000
        case .mxn: 19_500
        }
    }

    /// The shop's price for a base price.
    /// - Parameter cents: of a euro.
    /// - Returns: ten-thousandths of this currency's unit.
    func price(ofEuroCents cents: Int64) -> Int64 {
        let hundredths = cents * perMille / 1000
        switch self {
        case .eur, .usd, .gbp, .cad, .aud, .pln, .brl:
            // x.99 mostly, and now and then x.49 or x.95.
            let whole = max((hundredths + 50) / 100, 1)
            let ending: Int64 = cents % 8 == 3 ? 51 : cents % 8 == 5 ? 5 : 1
            return (whole * 100 - ending) * 100
        case .chf:
            return (max((hundredths + 50) / 100, 1) * 100 - 10) * 100
        case .sek, .nok, .dkk, .inr, .mxn:
            return (max((hundredths + 500) / 1000, 1) * 10 - 1) * 10_000
        case .jpy:
            return (max((hundredths + 5000) / 10_000, 1) * 100 - 20) * 10_000
        }
    }
}
