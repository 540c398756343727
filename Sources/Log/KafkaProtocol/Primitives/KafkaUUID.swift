/// A topic's identity (KIP-516): it stays with one topic, while a name can be deleted and created again.
package struct KafkaUUID: Hashable, Sendable {
    /// The first eight bytes, in network order.
    package var high: UInt64
    /// The last eight bytes, in network order.
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Sixteen zero bytes: "no id".
    package static let zero = KafkaUUID(high: 0, low: 0)
}
