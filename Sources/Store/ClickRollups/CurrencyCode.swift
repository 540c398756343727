internal import ClickModel

/// A currency as a number: its three letters, the first in the highest byte; 0 is none.
package struct CurrencyCode: Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let none = CurrencyCode(rawValue: 0)
    /// ISO 4217's code for "no currency", three times X, where a purchase does not tell one.
    package static let unknown = CurrencyCode(rawValue: 0x58_5858)

    /// - Parameter text: three letters, or absent.
    init(_ text: BorrowedBytes) {
        guard text.count == 3 else {
            self = .unknown
            return
        }
        let letters = text.buffer
        rawValue = UInt32(letters[0]) << 16 | UInt32(letters[1]) << 8 | UInt32(letters[2])
    }

    /// The letters; only for a currency, not for `none`.
    package var letters: (UInt8, UInt8, UInt8) {
        (
            UInt8(truncatingIfNeeded: rawValue >> 16), UInt8(truncatingIfNeeded: rawValue >> 8),
            UInt8(truncatingIfNeeded: rawValue)
        )
    }
}
