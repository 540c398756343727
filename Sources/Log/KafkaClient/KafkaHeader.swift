/// Something about a record that is not part of it, for whoever looks at the topic.
package struct KafkaHeader: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
