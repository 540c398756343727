import PostgresClient
import Testing

@testable import PrivatePostgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ServerTests {
    /// The real server, one at a time: each takes a second to make.
    @Suite struct PrivatePostgresTests {
        @Test func `the first ready makes a database that is private, durable and of an ordinary user`()
            async throws
        {
            try await ScratchServer.with(fresh: true) { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()

                let facts = try await server.sql(
                    """
                    SELECT current_user, current_database(), pg_encoding_to_char(encoding), datcollate,
                        current_setting('data_checksums'), current_setting('fsync'),
                        current_setting('full_page_writes'), current_setting('synchronous_commit'),
                        current_setting('listen_addresses'), current_setting('timezone')
                    FROM pg_database WHERE datname = current_database()
                    """)
                #expect(facts == "clickstream|clickstream|UTF8|C|on|on|on|on||UTC")
                #expect(try await server.sql("SELECT lower('ÉA') = 'éa'") == "t")

                let home = server.home
                let owner = try #require(PosixFiles.owner(of: home.cluster))
                #expect(owner != 0)
                #expect(PosixFiles.isPrivateDirectory(home.cluster, owner: owner))
                #expect(PosixFiles.isPrivateDirectory(home.socketDirectory, owner: owner))

                let postmaster = try #require(server.postmaster)
                #expect(getsid(postmaster) != getsid(0), "Ctrl-C in the terminal would reach the server")
                #if os(Linux)
                    let open = PosixFiles.names(in: "/proc/\(postmaster)/fd").compactMap { name in
                        try? PosixFiles.canonical("/proc/\(postmaster)/fd/\(name)")
                    }
                    #expect(open.contains { $0.hasSuffix("server.log") })
                    #expect(!open.contains { $0.hasSuffix(".lock") }, "the server inherited a lock")
                #endif

                await postgres.release()
                #expect(server.processes.isEmpty)
                #expect(server.postmaster == nil)
            }
        }

        @Test func `our own client connects by what ready returns`() async throws {
            try await ScratchServer.with(name: "it's here") { server in
                let postgres = server.postgres()
                let session = PostgresSession(postgres, name: "test")
                let name = try await session.withConnection { connection in
                    try connection.query("SELECT current_user || '@' || current_database()").string(0, 0)
                }
                #expect(name == "clickstream@clickstream")
                await session.close()
                await postgres.release()
                #expect(server.processes.isEmpty)
            }
        }

        @Test func `users share one server, and the last one out stops it`() async throws {
            try await ScratchServer.with { server in
                let first = server.postgres()
                let second = server.postgres()
                _ = try await first.ready()
                let postmaster = server.postmaster
                _ = try await second.ready()
                #expect(server.postmaster == postmaster)

                await first.release()
                #expect(server.isRunning)
                #expect(try await server.sql("SELECT 1") == "1")
                await first.release()
                #expect(server.isRunning, "a second release gives up nothing more")
                // Who shuts down may be cancelled already.
                await Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    await second.release()
                }.value
                #expect(server.processes.isEmpty)

                _ = try await first.ready()
                #expect(server.isRunning, "after a release it can be used again")
                await first.release()
            }
        }

        @Test func `twenty at once get one server`() async throws {
            try await ScratchServer.with(fresh: true) { server in
                let users = [server.postgres(), server.postgres(), server.postgres(), server.postgres()]
                let postmasters = try await withThrowingTaskGroup(of: pid_t?.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            _ = try await users[number % users.count].ready()
                            return server.postmaster
                        }
                    }
                    return try await group.reduce(into: Set<pid_t?>()) { $0.insert($1) }
                }
                #expect(postmasters.count == 1)
                #expect(postmasters.first.flatMap(\.self) != nil)
                await withTaskGroup { group in
                    for user in users { group.addTask { await user.release() } }
                }
                #expect(server.processes.isEmpty)
            }
        }

        @Test func `ready brings a killed server back, with every committed row`() async throws {
            try await ScratchServer.with { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()
                try await server.sql("CREATE TABLE t AS SELECT g FROM generate_series(1, 10000) g")
                for round in 1...3 {
                    let killed = try await server.killPostmaster()
                    _ = try await postgres.ready()
                    #expect(server.postmaster != killed)
                    #expect(try await server.sql("SELECT count(*), sum(g) FROM t") == "10000|50005000")
                    try await server.sql("CREATE TABLE round\(round)()")
                }
                await postgres.release()
            }
        }

        @Test func `a backend that outlives its killed server is waited for, then ended`() async throws {
            try await ScratchServer.with { server in
                var limits = ServerLimits()
                limits.orphans = .milliseconds(300)
                let postgres = server.postgres(limits: limits)
                _ = try await postgres.ready()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    // Busy, so it does not look whether its parent is still there.
                    group.addTask {
                        _ = try? await server.sql(
                            "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b")
                    }
                    try await waitUntil("the query runs") {
                        try await server.sql(
                            """
                            SELECT count(*) FROM pg_stat_activity
                            WHERE query LIKE '%series%' AND pid <> pg_backend_pid()
                            """) != "0"
                    }
                    let killed = try await server.killPostmaster()
                    _ = try await postgres.ready()
                    #expect(server.postmaster != killed)
                    #expect(try await server.sql("SELECT 1") == "1")
                    try await group.waitForAll()
                }
                await postgres.release()
            }
        }

        @Test func `a server whose users were all killed is taken over`() async throws {
            try await ScratchServer.with { server in
                // The end of a process drops its descriptors and runs nothing; so does the end of the object.
                var user: PrivatePostgres? = server.postgres()
                _ = try await user?.ready()
                user = nil
                #expect(server.isRunning)
                let postmaster = server.postmaster

                let heir = server.postgres()
                _ = try await heir.ready()
                #expect(server.postmaster == postmaster)
                await heir.release()
                #expect(server.processes.isEmpty)
            }
        }

        @Test func `a leftover process number that now belongs to another program is no server`() async throws
        {
            try await ScratchServer.with { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()
                _ = try await server.killPostmaster()
                try await server.waitUntilNothingRuns()
                let text = try #require(PosixFiles.read(server.home.postmasterFile))
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                try PosixFiles.replace(
                    server.home.postmasterFile,
                    with: (["\(getpid())"] + lines.dropFirst()).joined(separator: "\n"))
                _ = try await postgres.ready()
                #expect(try await server.sql("SELECT 1") == "1")
                await postgres.release()
            }
        }

        @Test func `a creation that was broken off is never taken for a database`() async throws {
            try await ScratchServer.with(fresh: true) { server in
                let postgres = server.postgres()
                let attempt = Task { try await postgres.ready() }
                try await waitUntil("initdb has begun") {
                    PosixFiles.names(in: server.folder).contains { name in
                        PosixFiles.exists("\(server.folder)/\(name)/PG_VERSION")
                    }
                }
                attempt.cancel()
                await #expect(throws: PrivatePostgresError.cancelled) { try await attempt.value }
                #expect(!PosixFiles.exists(server.home.cluster))

                // And what a crash leaves, which nobody could clean up.
                try PosixFiles.makeDirectories(server.folder + "/cluster.new-1/base")
                try PosixFiles.replace(server.folder + "/cluster.new-1/PG_VERSION", with: "9\n")
                _ = try await postgres.ready()
                #expect(try await server.sql("SELECT 1") == "1")
                #expect(!PosixFiles.names(in: server.folder).contains { $0.hasPrefix("cluster.new") })
                await postgres.release()
            }
        }
    }
}
