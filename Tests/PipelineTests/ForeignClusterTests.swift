import TestKafka
import TestProgram
import Testing

/// On brokers that are not ours, and know nothing of us: librdkafka's mock cluster.
@Suite struct ForeignClusterTests {
    @Test func `produce, consume and verify need nothing but the servers' addresses`() async throws {
        let cluster = try MockCluster(brokers: 2)
        let kafka = ["--bootstrap-servers", cluster.bootstrapServers]
        try await TestProgram.with { program in
            let produced = try await program.run(["produce", "--rate", "max", "--count", "3000"] + kafka)
            #expect(produced.code == 0, "\(produced.errors)")
            let consumed = try await program.run(["consume", "--until-end", "--json"] + kafka)
            #expect(consumed.code == 0, "\(consumed.errors)")
            #expect(consumed.output.contains("\"stored\" : 3000"))
            let audit = try await program.run(["verify"] + kafka)
            #expect(audit.code == 0, "\(audit.output) \(audit.errors)")
        }
        withExtendedLifetime(cluster) {}
    }
}
