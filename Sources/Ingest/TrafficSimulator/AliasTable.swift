/// Draws from a list of weights in constant time (Walker's alias method, built as by Vose).
struct AliasTable: Sendable {
    private struct Column: Sendable {
        /// Of 2³²: how often this column stands for itself.
        var threshold: UInt32
        var alias: UInt32
    }

    private let columns: [Column]

    var count: Int { columns.count }

    /// - Parameter weights: none negative, not all zero, at least one.
    init(_ weights: [Double]) {
        precondition(!weights.isEmpty, "there must be something to draw")
        let total = weights.reduce(0, +)
        var scaled = weights.map { $0 / total * Double(weights.count) }
        var columns = (0..<weights.count).map { Column(threshold: .max, alias: UInt32($0)) }
        var small = scaled.indices.filter { scaled[$0] < 1 }
        var large = scaled.indices.filter { scaled[$0] >= 1 }
        while let poor = small.popLast(), let rich = large.last {
            columns[poor] = Column(
                threshold: UInt32(min(scaled[poor] * 4_294_967_296, 4_294_967_295)), alias: UInt32(rich))
            scaled[rich] -= 1 - scaled[poor]
            if scaled[rich] < 1 {
                large.removeLast()
                small.append(rich)
            }
        }
        self.columns = columns
    }

    /// - Parameter bits: 64 random bits.
    /// - Returns: an index of the weights.
    func draw(_ bits: UInt64) -> Int {
        let column = Int(((bits >> 32) &* UInt64(columns.count)) >> 32)
        let chosen = columns[column]
        return UInt32(truncatingIfNeeded: bits) <= chosen.threshold ? column : Int(chosen.alias)
    }
}
