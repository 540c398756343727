import Subprocess
import Testing

@testable import PrivatePostgres

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The suites with a real server, one test at a time.
@Suite(.serialized, .clusterTemplate) struct ServerTests {}

/// One cluster, made once, that most tests begin with a copy of: making one takes a second.
struct ClusterTemplate: SuiteTrait, TestScoping {
    /// The data directory that holds it.
    @TaskLocal static var current: ScratchServer?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await ScratchServer.with(fresh: true) { template in
            let postgres = template.postgres()
            _ = try await postgres.ready()
            await postgres.release()
            // What is killed here is processes, not the machine: nothing has to reach the disk.
            try PosixFiles.replace(template.home.cluster + "/user.conf", with: "fsync = off\n")
            try await Self.$current.withValue(template) { try await function() }
        }
    }

    /// Gives `server` a copy of the cluster, with its owner and times.
    static func copy(to server: ScratchServer) async throws {
        guard let current else { return }
        try PosixFiles.makeDirectories(server.folder)
        let result = try await Subprocess.run(
            .path("/bin/cp"), arguments: ["-a", current.folder + "/cluster", server.folder + "/cluster"],
            output: .discarded, error: .string(limit: 4096))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }
}

extension Trait where Self == ClusterTemplate {
    static var clusterTemplate: Self { ClusterTemplate() }
}
