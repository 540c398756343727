/// Which Kafka, and how to reach it. Shared by producer, consumer and admin client.
package struct KafkaClientConfiguration: Sendable {
    /// `host:port`, several separated by commas.
    package var bootstrapServers: String
    /// The name by which brokers know this client, in their logs and quotas.
    package var clientID: String
    /// Any librdkafka property (TLS, SASL, tuning). Applied last and in order, so they beat what this module
    /// sets, apart from the few that its promises rest on.
    package var properties: [(name: String, value: String)]

    package init(
        bootstrapServers: String, clientID: String = "clickstream",
        properties: [(name: String, value: String)] = []
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.properties = properties
    }
}

extension KafkaClientConfiguration: CustomStringConvertible {
    /// Servers and property names; the value of a secret is never shown.
    package var description: String {
        let shown = properties.map { name, value in
            "\(name)=\(Self.isSecret(name) ? "***" : value)"
        }
        return ([bootstrapServers] + shown).joined(separator: " ")
    }

    /// Whether the value of this property must not be shown anywhere.
    package static func isSecret(_ name: String) -> Bool {
        let lowercase = name.lowercased()
        return secretMarks.contains { lowercase.contains($0) }
    }

    /// Covers `sasl.password`, `ssl.key.password`, `ssl.key.pem`, `ssl_key`,
    /// `sasl.oauthbearer.client.secret`, `sasl.oauthbearer.config`, and `sasl.jaas.config` of those who come
    /// from Java.
    private static let secretMarks = [
        "password", "secret", "ssl.key.pem", "ssl_key", "oauthbearer.config", "jaas", "keytab", "token",
    ]
}
