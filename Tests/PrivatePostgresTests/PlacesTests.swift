import Logging
import PostgresClient
import Testing

@testable import PrivatePostgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ServerTests {
    /// Where the server lives, whose it is, and what is said when it cannot be had.
    @Suite struct PlacesTests {
        @Test func `a path too long for a socket is no hindrance, nor are odd characters`() async throws {
            let name = "it's a \"long\" $HOME `path` " + String(repeating: "x", count: 100)
            try await ScratchServer.with(name: name) { server in
                #expect(server.home.socketDirectory.hasPrefix("/tmp/clickstream-"))
                let postgres = server.postgres()
                _ = try await postgres.ready()
                #expect(try await server.sql("SELECT 1") == "1")
                await postgres.release()
                #expect(!PosixFiles.exists(server.home.socketDirectory))
            }
            try await ScratchServer.with(name: "it's a \\ $HOME `path`") { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()
                #expect(try await server.sql("SELECT 1") == "1")
                await postgres.release()
            }
        }

        @Test(.enabled(if: isRoot, "only root drops to another user"))
        func `where the server's user cannot enter, the database is elsewhere, and a file says where`()
            async throws
        {
            try await ScratchServer.with(name: "closed/data", fresh: true) { server in
                let closed = try #require(PosixFiles.parent(of: server.directory))
                try PosixFiles.makeDirectories(closed, mode: 0o700)
                // The other place must be one that the user can enter.
                let elsewhere = try #require(PosixFiles.parent(of: closed)) + "/elsewhere"
                let postgres = PrivatePostgres(
                    dataDirectory: server.directory, logger: Logger(label: "test"),
                    limits: ServerLimits(), search: .ofThisProcess, elsewhere: elsewhere)
                _ = try await postgres.ready()
                #expect(server.home.directory.hasPrefix(try PosixFiles.canonical(elsewhere) + "/"))
                #expect(!PosixFiles.exists(server.folder + "/cluster"))
                try await server.sql("CREATE TABLE kept()")
                await postgres.release()
                #expect(server.processes.isEmpty)
                _ = try await postgres.ready()
                #expect(try await server.sql("SELECT count(*) FROM kept") == "0")
                await postgres.release()
            }
        }

        @Test(.enabled(if: isRoot, "only root drops to another user"))
        func `root runs the server as the owner of the data directory`() async throws {
            try await ScratchServer.with(fresh: true) { server in
                try PosixFiles.makeDirectories(server.directory)
                let ordinary: uid_t = 65534
                try #require(chown(server.directory, ordinary, gid_t(ordinary)) == 0)
                let postgres = server.postgres()
                _ = try await postgres.ready()
                #expect(PosixFiles.owner(of: server.home.cluster) == ordinary)
                await postgres.release()
            }
        }

        @Test func `a data directory that cannot be made is one sentence`() async throws {
            try await ScratchServer.with(fresh: true) { server in
                let parent = try #require(PosixFiles.parent(of: server.directory))
                try PosixFiles.replace(server.directory, with: "a file in the way")
                let postgres = server.postgres()
                let error = await #expect(throws: PrivatePostgresError.self) { try await postgres.ready() }
                guard case .file(let path, "mkdir", ENOTDIR) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(path.hasPrefix(parent))
                #expect(error?.description.contains("--data-dir") == true)
                await postgres.release()
            }
        }

        @Test func `without a server, the error says what to install`() async throws {
            try await ScratchServer.with(fresh: true) { server in
                let nowhere = ServerSearch(environment: ["CLICKSTREAM_POSTGRES_BIN": "/nonexistent"])
                let postgres = server.postgres(search: nowhere)
                await #expect(throws: PrivatePostgresError.serverNotInstalled(searched: ["/nonexistent"])) {
                    try await postgres.ready()
                }
            }
        }

        @Test func `a database of another version is left alone`() async throws {
            try await ScratchServer.with { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()
                await postgres.release()
                try PosixFiles.replace(server.home.cluster + "/PG_VERSION", with: "9\n")
                let error = await #expect(throws: PrivatePostgresError.self) {
                    try await server.postgres().ready()
                }
                guard case .otherVersion(_, 9, let installed) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(!installed.isEmpty)
                #expect(error?.description.contains("pg_upgrade") == true)
            }
        }

        @Test func `the user's settings win, and a wrong one is named`() async throws {
            try await ScratchServer.with { server in
                let postgres = server.postgres()
                _ = try await postgres.ready()
                #expect(try await server.sql("SHOW work_mem") == "16MB")
                await postgres.release()
                try PosixFiles.replace(server.home.cluster + "/user.conf", with: "work_mem = 5MB\n")
                _ = try await postgres.ready()
                #expect(try await server.sql("SHOW work_mem") == "5MB")
                #expect(try await server.sql("SHOW jit") == "off")
                await postgres.release()

                try PosixFiles.replace(server.home.cluster + "/user.conf", with: "wrok_mem = 5MB\n")
                let error = await #expect(throws: PrivatePostgresError.self) { try await postgres.ready() }
                #expect(error?.description.contains("wrok_mem") == true)
                #expect(server.processes.isEmpty)
            }
        }

        @Test func `the log is bounded, and holds no statements`() async throws {
            try await ScratchServer.with { server in
                var limits = ServerLimits()
                limits.logBytes = 100
                let postgres = server.postgres(limits: limits)
                for _ in 1...3 {
                    _ = try await postgres.ready()
                    await #expect(throws: SQLFailed.self) { try await server.sql("SELECT secret") }
                    await postgres.release()
                }
                let logs = [server.home.log, server.home.log + ".1"].compactMap { PosixFiles.read($0) }
                #expect(logs.count == 2)
                #expect(logs.allSatisfy { $0.contains("database system is shut down") })
                #expect(!logs.contains { $0.contains("secret") })
                #expect(PosixFiles.names(in: server.folder).filter { $0.hasPrefix("server.log") }.count == 2)
            }
        }
    }
}
