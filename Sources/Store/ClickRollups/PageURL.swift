internal import ClickModel

/// What rollups and sessions take from a URL. The same as the functions `page_path`, `url_host` and
/// `click_source` in the database, which say what is right.
enum PageURL {
    /// Characters that a path or a host has at most, so that it fits into an index.
    private static let longest = 500

    /// The path of a URL, without host, query and fragment; `/` where there is none.
    static func path(of url: BorrowedBytes) -> BorrowedBytes {
        guard let start = url.start else { return .absent }
        let bytes = url.buffer
        var position = 0
        if let authority = authority(of: bytes) { position = authority.upperBound }
        let from = position
        while position < bytes.count && bytes[position] != UInt8(ascii: "?")
            && bytes[position] != UInt8(ascii: "#")
        {
            position += 1
        }
        if position == from { return slash }
        return prefix(BorrowedBytes(start: start + from, count: position - from))
    }

    /// What brought a visitor: `utm_source`, else the host of a referrer that is not the site itself.
    ///
    /// The host is written to `scratch`, and valid until that is used again.
    static func source(of click: borrowing DecodedClick, scratch: HostBuffer) -> BorrowedBytes {
        if click.utmSource.count > 0 { return click.utmSource }
        guard let referrer = click.referrer.start,
            let host = host(of: click.referrer.buffer)
        else { return .absent }
        if let own = self.host(of: click.pageURL.buffer),
            equal(
                UnsafeBufferPointer(rebasing: click.referrer.buffer[host]),
                UnsafeBufferPointer(rebasing: click.pageURL.buffer[own]))
        {
            return .absent
        }
        return scratch.lowercased(
            prefix(BorrowedBytes(start: referrer + host.lowerBound, count: host.count)))
    }

    /// Bytes between `scheme://` and the path.
    private static func authority(of url: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard let first = url.first, isLetter(first) else { return nil }
        var position = 1
        while position < url.count, isScheme(url[position]) { position += 1 }
        guard position + 3 <= url.count, url[position] == UInt8(ascii: ":"),
            url[position + 1] == UInt8(ascii: "/"), url[position + 2] == UInt8(ascii: "/")
        else { return nil }
        let start = position + 3
        position = start
        while position < url.count && url[position] != UInt8(ascii: "/")
            && url[position] != UInt8(ascii: "?") && url[position] != UInt8(ascii: "#")
        {
            position += 1
        }
        return start..<position
    }

    /// The host, without user, port and `www.`; letters as they are.
    private static func host(of url: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard let authority = authority(of: url) else { return nil }
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

/// A place for one host in small letters.
final class HostBuffer {
    private let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2048)

    deinit { memory.deallocate() }

    /// A copy with the letters A to Z made small; valid until the next call.
    func lowercased(_ text: BorrowedBytes) -> BorrowedBytes {
        let count = min(text.count, memory.count)
        for position in 0..<count { memory[position] = PageURL.lower(text.buffer[position]) }
        return BorrowedBytes(start: UnsafePointer(memory.baseAddress), count: count)
    }
}
