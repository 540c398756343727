/// Turns records into clicks, or into the reasons why they are none.
///
/// Owns the parser and its buffers (about nine times `ClickLimits.recordBytes` of addresses, of which only
/// what records reach becomes memory), and allocates nothing for a click. One thread at a time; for parallel
/// decoding, one decoder a thread.
package final class ClickDecoder {
    /// What a record turned out to be.
    package enum Decoding {
        /// `click` holds it.
        case click
        case rejected(ClickRejection)
    }

    /// The click of the latest record that `decode` answered with `.click`: views that hold until the next
    /// call.
    package private(set) var click = DecodedClick()

    private let limits: ClickLimits
    private let parser: RecordParser
    private let userAgents: UserAgentCache
    /// Where a currency's letters become capitals.
    private let currency = UnsafeMutablePointer<UInt8>.allocate(capacity: 3)

    /// - Parameter seed: keeps the hashes of names unpredictable to those who send them; no result depends on
    ///   it.
    package init(limits: ClickLimits = ClickLimits(), seed: UInt64 = .random(in: .min ... .max)) {
        self.limits = limits.clamped
        parser = RecordParser(limits: self.limits, seed: seed)
        userAgents = UserAgentCache(seed: seed)
        currency.initialize(repeating: 0, count: 3)
    }

    deinit { currency.deallocate() }

    /// Decodes and validates one record.
    ///
    /// The same record and `producedAt` always get the same answer. Fields are judged in the order of
    /// `ClickField`, after the record as a whole, and the first fault is the one that is reported.
    ///
    /// - Parameters:
    ///   - record: copied; nothing of it is needed afterwards.
    ///   - producedAt: the record's timestamp in milliseconds since 1970, which `event_time` must not be more
    ///     than a day after (so that a replay judges alike). Negative where the record has none: then no
    ///     time is too late.
    package func decode(_ record: UnsafeRawBufferPointer, producedAt: Int64) -> Decoding {
        guard parser.parse(record) else {
            return .rejected(parser.fault().rejection(of: record, limits: limits))
        }
        // Built aside and stored once, not field by field through the class.
        var next = DecodedClick()
        do throws(ClickRejection) {
            try readEvent(&next, producedAt: producedAt)
            try readPage(&next)
            try readShop(&next)
            try readVisitor(&next)
        } catch {
            return .rejected(error)
        }
        click = next
        return .click
    }
}

// The fields, in the order of the event's table.
extension ClickDecoder {
    @inline(__always)
    private func readEvent(_ click: inout DecodedClick, producedAt: Int64) throws(ClickRejection) {
        click.eventID = try parser.uuid(.eventID)
        click.eventType = try parser.eventType(.eventType)
        click.eventTime = try parser.time(.eventTime, producedAt: producedAt, limits)
        click.userID = try parser.required(.userID, most: limits.identifierBytes)
        click.sessionID = try parser.identifier(.sessionID, most: limits.identifierBytes)
    }

    @inline(__always)
    private func readPage(_ click: inout DecodedClick) throws(ClickRejection) {
        click.pageURL = try parser.text(.pageURL, most: limits.textBytes)
        click.pageTitle = try parser.text(.pageTitle, most: limits.textBytes)
        click.referrer = try parser.text(.referrer, most: limits.textBytes)
    }

    @inline(__always)
    private func readShop(_ click: inout DecodedClick) throws(ClickRejection) {
        click.productID = try parser.identifier(.productID, most: limits.labelBytes)
        click.productName = try parser.text(.productName, most: limits.textBytes)
        click.category = try parser.text(.category, most: limits.labelBytes)
        click.brand = try parser.text(.brand, most: limits.labelBytes)
        (click.price, click.hasPrice) = try parser.price(.price)
        (click.quantity, click.hasQuantity) = try parser.quantity(.quantity)
        click.currency = try parser.currency(.currency, capitals: currency)
        click.orderID = try parser.identifier(.orderID, most: limits.labelBytes)
        click.searchQuery = try parser.text(.searchQuery, most: limits.textBytes)
        click.utmSource = try parser.text(.utmSource, most: limits.labelBytes)
        click.utmMedium = try parser.text(.utmMedium, most: limits.labelBytes)
        click.utmCampaign = try parser.text(.utmCampaign, most: limits.labelBytes)
    }

    @inline(__always)
    private func readVisitor(_ click: inout DecodedClick) throws(ClickRejection) {
        click.userAgent = try parser.text(.userAgent, most: limits.textBytes)
        click.device = try parser.text(.device, most: limits.labelBytes)
        click.browser = try parser.text(.browser, most: limits.labelBytes)
        click.os = try parser.text(.os, most: limits.labelBytes)
        click.language = try parser.text(.language, most: limits.labelBytes)
        click.country = try parser.text(.country, most: limits.labelBytes)
        click.screen = try parser.text(.screen, most: limits.labelBytes)
        let isBot = try parser.bool(.isBot)
        click.isBot = isBot ?? false
        click.source = try parser.text(.source, most: limits.labelBytes)
        click.properties = try parser.object(.properties)
        if click.userAgent.count > 0 { derive(&click, hasIsBot: isBot != nil) }
    }

    /// Fills in what the user agent tells and the sender did not.
    private func derive(_ click: inout DecodedClick, hasIsBot: Bool) {
        if click.device.isPresent, click.browser.isPresent, click.os.isPresent, hasIsBot { return }
        let found = userAgents.traits(of: click.userAgent)
        if !click.device.isPresent { click.device = found.device }
        if !click.browser.isPresent { click.browser = found.browser }
        if !click.os.isPresent { click.os = found.os }
        if !hasIsBot { click.isBot = found.isBot }
    }
}
