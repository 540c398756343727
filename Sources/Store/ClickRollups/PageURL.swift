internal import ClickModel

/// What rollups and sessions take from a URL. The same as the functions `page_path`, `url_host` and
/// `click_source` in the database, which say what is right.
enum PageURL {
    /// Characters that a path or a host has at most, so that it fits into an index.
    private static let longest = 500

    /// The path of a URL, without host, query and fragment; `/` where there is none.
    /// - Parameter authority: that of the URL.
    static func path(of url: BorrowedBytes, after authority: Range<Int>?) -> BorrowedBytes {
        guard let start = url.start else { return .absent }
        let from = authority?.upperBound ?? 0
        let end = first(UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "#"), in: url.buffer, from: from)
        if end == from { return slash }
        return prefix(BorrowedBytes(start: start + from, count: end - from))
    }

    /// What brought a visitor: `utm_source`, else the host of a referrer that is not the site itself.
    ///
    /// The host is written to `scratch`, and valid until that is used again.
    /// - Parameter ours: the authority of the page's URL.
    static func source(
        of click: borrowing DecodedClick, ours: Range<Int>?, scratch: HostBuffer
    ) -> BorrowedBytes {
        if click.utmSource.count > 0 { return click.utmSource }
        let referrer = click.referrer.buffer
        let page = click.pageURL.buffer
        guard let theirs = authority(of: referrer) else { return .absent }
        // From one page of the site to the next: nearly always.
        if let ours, isSame(referrer, theirs, page, ours) { return .absent }
        guard let start = referrer.baseAddress, let host = host(of: referrer, theirs) else { return .absent }
        if let ours, let own = self.host(of: page, ours),
            equal(UnsafeBufferPointer(rebasing: referrer[host]), UnsafeBufferPointer(rebasing: page[own]))
        {
            return .absent
        }
        return scratch.lowercased(
            prefix(BorrowedBytes(start: start + host.lowerBound, count: host.count)))
    }

    /// Bytes between `scheme://` and the path.
    static func authority(of url: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard let start = endOfScheme(url) else { return nil }
        let end = first(UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), in: url, from: start)
        return start..<end
    }

    /// After `scheme://`.
    private static func endOfScheme(_ url: UnsafeBufferPointer<UInt8>) -> Int? {
        // "https://"
        if url.count >= 8, word(url, 0) == 0x2f2f_3a73_7074_7468 { return 8 }
        guard let first = url.first, isLetter(first) else { return nil }
        var position = 1
        while position < url.count, isScheme(url[position]) { position += 1 }
        guard position + 3 <= url.count, url[position] == UInt8(ascii: ":"),
            url[position + 1] == UInt8(ascii: "/"), url[position + 2] == UInt8(ascii: "/")
        else { return nil }
        return position + 3
    }

    /// The position of the first byte that is one of three, or the end.
    private static func first(
        _ a: UInt8, _ b: UInt8, _ c: UInt8, in url: UnsafeBufferPointer<UInt8>, from: Int
    ) -> Int {
        var position = from
        while position + 8 <= url.count {
            let word = word(url, position)
            // The lowest bit that is set is right; those above it may not be.
            let found = matches(word, a) | matches(word, b) | matches(word, c)
            if found != 0 { return position + found.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < url.count, url[position] != a, url[position] != b, url[position] != c {
            position += 1
        }
        return position
    }

    /// The top bit of each byte that is `byte`.
    @inline(__always)
    private static func matches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & (ones << 7)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt64 {
        UInt64(
            littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
                fromByteOffset: position, as: UInt64.self))
    }

    /// Whether two parts are the same bytes.
    private static func isSame(
        _ a: UnsafeBufferPointer<UInt8>, _ inA: Range<Int>, _ b: UnsafeBufferPointer<UInt8>, _ inB: Range<Int>
    ) -> Bool {
        guard inA.count == inB.count else { return false }
        var position = 0
        while position + 8 <= inA.count {
            guard word(a, inA.lowerBound + position) == word(b, inB.lowerBound + position) else {
                return false
            }
            position += 8
        }
        while position < inA.count {
            guard a[inA.lowerBound + position] == b[inB.lowerBound + position] else { return false }
            position += 1
        }
        return true
    }

    /// The host, without user, port and `www.`; letters as they are.
    private static func host(of url: UnsafeBufferPointer<UInt8>, _ authority: Range<Int>) -> Range<Int>? {
        var start = authority.lowerBound
        for position in authority where url[position] == UInt8(ascii: "@") { start = position + 1 }
        var end = start
        if start < authority.upperBound && url[start] == UInt8(ascii: "[") {
            while end < authority.upperBound && url[end] != UInt8(ascii: "]") { end += 1 }
            if end < authority.upperBound { end += 1 }
        } else {
            while end < authority.upperBound && url[end] != UInt8(ascii: ":") { end += 1 }
        }
        if end - start >= 4 && lower(url[start]) == UInt8(ascii: "w")
            && lower(url[start + 1]) == UInt8(ascii: "w") && lower(url[start + 2]) == UInt8(ascii: "w")
            && url[start + 3] == UInt8(ascii: ".")
        {
            start += 4
        }
        return start < end ? start..<end : nil
    }

    private static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        for position in a.indices where lower(a[position]) != lower(b[position]) { return false }
        return true
    }

    /// The first 500 characters, not bytes.
    private static func prefix(_ text: BorrowedBytes) -> BorrowedBytes {
        guard text.count > longest else { return text }
        var characters = 0
        for (position, byte) in text.buffer.enumerated() where byte & 0xC0 != 0x80 {
            if characters == longest { return BorrowedBytes(start: text.start, count: position) }
            characters += 1
        }
        return text
    }

    private static var slash: BorrowedBytes {
        let text: StaticString = "/"
        return BorrowedBytes(start: text.utf8Start, count: 1)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        lower(byte) >= UInt8(ascii: "a") && lower(byte) <= UInt8(ascii: "z")
    }

    private static func isScheme(_ byte: UInt8) -> Bool {
        isLetter(byte) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
