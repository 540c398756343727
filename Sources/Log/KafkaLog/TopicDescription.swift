/// A topic as the data directory keeps it.
package struct TopicDescription: Sendable, Equatable {
    package let name: String
    package let topicID: TopicID
    package var partitionCount: Int
    /// What the topic was told to do differently, by Kafka's names (`retention.ms` …).
    package var overrides: [String: String]
}
