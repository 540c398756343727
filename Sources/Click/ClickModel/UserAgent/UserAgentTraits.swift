/// What a user agent's name tells. Names are static text: the views hold as long as the process lives.
package struct UserAgentTraits {
    /// `desktop`, `mobile`, `tablet`, `tv` or `console`; absent where unknown.
    package var device = BorrowedBytes.absent
    /// The browser's name or, for a program, the program's; absent where unknown.
    package var browser = BorrowedBytes.absent
    /// `Windows`, `macOS`, `iOS`, `Android`, `Linux`, `ChromeOS` and others; absent where unknown.
    package var os = BorrowedBytes.absent
    /// Whether a program sent it and no visitor.
    package var isBot = false
}

extension BorrowedBytes {
    /// Text that is part of the program. Not for a single character, which Swift keeps without storage.
    init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
