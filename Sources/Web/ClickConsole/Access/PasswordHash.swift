internal import Crypto
internal import CryptoExtras

/// A password as it is kept: scrypt with a salt of its own, in the notation that other programs use too:
/// `$scrypt$ln=15,r=8,p=3$SALT$HASH`.
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    /// What guessing costs: `128 · 2^logRounds · blockSize` bytes of memory, `parallelism` times.
    struct Cost: Sendable, Equatable {
        var logRounds = 15
        var blockSize = 8
        var parallelism = 3

        var memory: Int { 128 * blockSize * (1 << logRounds) }

        /// Enough to be worth something, and not so much that a login exhausts the machine.
        var isSensible: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
                && memory <= 256 << 20
        }
    }

    let cost: Cost
    let salt: [UInt8]
    let hash: [UInt8]

    /// Hashes a new password; takes a good part of a second, by design.
    package init(of password: String) throws { try self.init(of: password, cost: Cost()) }

    init(of password: String, cost: Cost) throws {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        self.cost = cost
        self.salt = salt
        hash = try Self.derive(password, salt, cost, count: 32)
    }

    /// - Returns: `nil` for a text that is no such hash.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.cost(parts[2]), cost.isSensible,
            let salt = Base64Text.decoded(parts[3]), (8...64).contains(salt.count),
            let hash = Base64Text.decoded(parts[4]), (16...64).contains(hash.count)
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    package var description: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$"
            + Base64Text.encoded(salt) + "$" + Base64Text.encoded(hash)
    }

    /// Whether it is the hash of this password. Takes the same time for a wrong one.
    func matches(_ password: String) -> Bool {
        guard let derived = try? Self.derive(password, salt, cost, count: hash.count) else { return false }
        return SHA256.hash(data: derived) == SHA256.hash(data: hash)
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], _ cost: Cost, count: Int
    ) throws -> [UInt8] {
        // An empty array has no address that the C function could be given; NUL is no password of anybody's.
        let bytes = password.isEmpty ? [0] : Array(password.utf8)
        return try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism
        ).withUnsafeBytes { Array($0) }
    }

    private static func cost(_ text: some StringProtocol) -> Cost? {
        var values: [Int] = []
        for (part, name) in zip(text.split(separator: ","), ["ln=", "r=", "p="]) {
            guard part.hasPrefix(name), let value = Int(part.dropFirst(name.count)) else { return nil }
            values.append(value)
        }
        guard values.count == 3, text.split(separator: ",").count == 3 else { return nil }
        return Cost(logRounds: values[0], blockSize: values[1], parallelism: values[2])
    }
}
