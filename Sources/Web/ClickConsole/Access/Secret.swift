internal import Crypto

/// Random texts that nobody guesses.
enum Secret {
    /// 256 bits, as 64 hexadecimal digits.
    static func make() -> String {
        HexText.text(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// Compares without telling by its time where two texts differ: their digests are compared, which
    /// swift-crypto does in constant time.
    static func equal(_ one: String, _ other: String) -> Bool {
        SHA256.hash(data: Array(one.utf8)) == SHA256.hash(data: Array(other.utf8))
    }
}
