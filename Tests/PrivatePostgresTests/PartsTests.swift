import PostgresClient
import Testing

@testable import PrivatePostgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The parts that need no server.
@Suite struct PartsTests {
    @Test func `postmaster.pid is read as far as it is written`() throws {
        let whole = """
            4711
            /data/cluster
            1732471200
            5432
            /data/socket

              1234567     98304
            ready\u{20}\u{20}\u{20}

            """
        let file = try #require(PostmasterFile(parsing: whole))
        #expect(file.process == 4711)
        #expect(file.socket == "/data/socket/.s.PGSQL.5432")
        #expect(file.status == .ready)
        #expect(PostmasterFile(parsing: "4711\n/data\n1\n5432\n/s\n")?.status == .unknown)
        let status = try #require(whole.firstRange(of: "ready"))
        var index = whole.startIndex
        while index < status.upperBound {
            #expect(PostmasterFile(parsing: String(whole[..<index]))?.status != .ready)
            index = whole.index(after: index)
        }
        #expect(PostmasterFile(parsing: "") == nil)
        #expect(PostmasterFile(parsing: "x\n\n\n\n\n") == nil)
        #expect(PostmasterFile.process(in: "12\n") == 12)
    }

    @Test func `the version is found in what Debian, Homebrew and a build of one's own print`() {
        #expect(
            ServerPrograms.majorVersion(in: "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n") == 15)
        #expect(ServerPrograms.majorVersion(in: "postgres (PostgreSQL) 17.2 (Homebrew)") == 17)
        #expect(ServerPrograms.majorVersion(in: "postgres (PostgreSQL) 18beta1") == 18)
        #expect(ServerPrograms.majorVersion(in: "psql: not found") == nil)
    }

    @Test func `pauses double up to the longest and end at the limit`() {
        let start = ContinuousClock.now
        var wait = BoundedWait(limit: .seconds(10), first: .seconds(1), longest: .seconds(4), now: start)
        #expect(wait.pause(at: start) == .seconds(1))
        #expect(wait.pause(at: start + .seconds(1)) == .seconds(2))
        #expect(wait.pause(at: start + .seconds(3)) == .seconds(4))
        #expect(wait.pause(at: start + .seconds(7)) == .seconds(3))
        #expect(wait.pause(at: start + .seconds(10)) == nil)
    }

    @Test func `values are quoted for libpq and for the configuration file`() {
        #expect(PrivatePostgres.quoted(#"/a'b\c"#) == #"'/a\'b\\c'"#)
        #expect(ServerSettings.quoted(#"/a'b\c"#) == #"'/a''b\\c'"#)
    }

    @Test func `a home has one short name`() {
        let name = ServerHome.fingerprint(of: "/home/me/.clickstream")
        #expect(name.count == 16)
        #expect(name == ServerHome.fingerprint(of: "/home/me/.clickstream"))
        #expect(name != ServerHome.fingerprint(of: "/home/me/.clickstreams"))
        // FNV-1a of the empty text and of "a", as its authors publish them.
        #expect(ServerHome.fingerprint(of: "") == "cbf29ce484222325")
        #expect(ServerHome.fingerprint(of: "a") == "af63dc4c8601ec8c")
    }

    @Test func `the configuration is durable, and only keeps what initdb found out`() {
        let settings = ServerSettings(majorVersion: 15, memory: 8 << 30, socketDirectory: "/s").text
        for line in ["fsync = on", "full_page_writes = on", "synchronous_commit = on", "jit = off"] {
            #expect(settings.split(separator: "\n").contains { $0 == line })
        }
        #expect(settings.contains("\nclient_connection_check_interval"))
        #expect(
            !ServerSettings(majorVersion: 14, memory: 1 << 30, socketDirectory: "/s").text
                .contains("\nclient_connection_check_interval"))
        let main = ServerSettings.main(
            generated: "max_connections = 7\n#x = 1\ndynamic_shared_memory_type = sysv # why\n")
        #expect(main.contains("\ndynamic_shared_memory_type = sysv # why\n"))
        #expect(!main.contains("max_connections"))
    }

    @Test func `a failed start is told in its telling lines`() {
        let log = """
            2024-11-24 10:00:00.000 UTC [1] LOG:  starting PostgreSQL
            2024-11-24 10:00:00.000 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory
            2024-11-24 10:00:00.000 UTC [1] HINT:  Reduce shared_buffers.
            2024-11-24 10:00:00.000 UTC [1] LOG:  database system is shut down
            """
        let error = PrivatePostgresError.startFailed(logPath: "/l", log: log)
        #expect(
            error.description == """
                The private PostgreSQL server did not start: FATAL:  could not map anonymous shared memory: \
                Cannot allocate memory HINT:  Reduce shared_buffers. (its log is /l).
                """)
        #expect(PrivatePostgresError.oneLine("") == "it said nothing")
    }

    @Test func `every error is one line`() {
        let errors: [PrivatePostgresError] = [
            .serverNotInstalled(searched: ["/a", "/b"]), .file(path: "/a", operation: "mkdir", errno: EACCES),
            .otherOwner(directory: "/a", owner: "b"), .noOrdinaryUser, .unsafeDirectory(path: "/a"),
            .otherVersion(directory: "/a", cluster: 14, installed: [15, 16]),
            .programFailed(program: "/a", reason: "b"), .initialisationFailed(output: "a\nb"),
            .startFailed(logPath: "/a", log: "b\nc"),
            .timedOut(waitingFor: "a", seconds: 1, logPath: "/b"), .cancelled,
        ]
        for error in errors {
            #expect(!error.description.contains("\n"))
            #expect(error.description.hasSuffix("."))
        }
    }

    @Test func `a full disk is waited out, a wrong installation is not`() {
        typealias Failure = PrivatePostgresError
        #expect(Failure.file(path: "/a", operation: "write", errno: ENOSPC).retriability == .retriable)
        #expect(Failure.file(path: "/a", operation: "mkdir", errno: EACCES).retriability == .permanent)
        #expect(Failure.serverNotInstalled(searched: []).retriability == .permanent)
        #expect(Failure.startFailed(logPath: "", log: "").retriability == .unknown)
    }

    @Test func `the newest version outside PATH is found, and the one that fits a cluster`() async throws {
        try await ScratchServer.with(name: "programs", fresh: true) { scratch in
            for version in [9, 14, 16] {
                let directory = "\(scratch.directory)/\(version)/bin"
                try PosixFiles.makeDirectories(directory)
                for program in ["postgres", "initdb", "pg_ctl"] {
                    let script = "#!/bin/sh\necho 'postgres (PostgreSQL) \(version).1'\n"
                    try PosixFiles.replace("\(directory)/\(program)", with: script)
                    try #require(chmod("\(directory)/\(program)", 0o755) == 0)
                }
            }
            try PosixFiles.makeDirectories(scratch.directory + "/17/bin")
            var search = ServerSearch(environment: ["PATH": "/nonexistent"])
            search.versioned = [(parent: scratch.directory, prefix: "", suffix: "/bin")]
            search.fixed = []
            let newest = try await search.programs(forCluster: nil)
            #expect(newest == ServerPrograms(directory: scratch.directory + "/16/bin", majorVersion: 16))
            #expect(try await search.programs(forCluster: ("/c", 14)).majorVersion == 14)
            await #expect(
                throws: PrivatePostgresError.otherVersion(
                    directory: "/c", cluster: 15, installed: [9, 14, 16])
            ) { try await search.programs(forCluster: ("/c", 15)) }
            let named = ServerSearch(
                environment: ["PATH": "/usr/bin", "CLICKSTREAM_POSTGRES_BIN": scratch.directory + "/9/bin"])
            #expect(try await named.programs(forCluster: nil).majorVersion == 9)
        }
    }

    @Test func `locks exclude each other within a process as between processes`() async throws {
        try await ScratchServer.with(name: "lock", fresh: true) { scratch in
            let path = scratch.directory
            var first = try FileLock.take(path, .shared)
            let second = try FileLock.take(path, .shared)
            #expect(try FileLock.take(path, .exclusive) == nil)
            #expect(try second?.isLast(path: path) == false)
            first = nil
            #expect(first == nil)
            #expect(try second?.isLast(path: path) == true)
            #expect(try FileLock.take(path, .shared) == nil)
            await #expect(throws: PrivatePostgresError.timedOut(waitingFor: "it", seconds: 0, logPath: "/l"))
            {
                try await FileLock.wait(
                    for: path, .shared, limit: .milliseconds(20), holder: "it", logPath: "/l")
            }
        }
    }
}
