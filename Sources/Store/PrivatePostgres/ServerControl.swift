internal import Logging

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Starts and stops the server of one home, and says how it is. Starting and stopping need the start lock.
struct ServerControl: Sendable {
    let home: ServerHome
    let programs: ServerPrograms
    let logger: Logger
    let limits: ServerLimits

    private var processes: ServerProcesses { ServerProcesses(cluster: home.cluster) }
    private var run: ProgramRun { ProgramRun(user: home.user, workingDirectory: home.directory) }

    enum State: Equatable {
        case running(socketDirectory: String, port: Int)
        case starting, stopping
        /// `leftover`: a server was killed here, and its `postmaster.pid` is still there.
        case down(leftover: Bool)
    }

    /// Reads a small file and asks a socket: well under a millisecond.
    static func state(of home: ServerHome) -> State {
        guard let text = PosixFiles.read(home.postmasterFile) else { return .down(leftover: false) }
        guard let process = PostmasterFile.process(in: text),
            ServerProcesses(cluster: home.cluster).contains(process)
        else { return .down(leftover: true) }
        guard let file = PostmasterFile(parsing: text) else { return .starting }
        switch file.status {
        case .ready, .standby:
            return UnixSocket.isListening(file.socket)
                ? .running(socketDirectory: file.socketDirectory, port: file.port) : .starting
        case .stopping: return .stopping
        case .starting, .unknown: return .starting
        }
    }

    /// Brings the server up, whatever state it is in, and waits until it takes connections.
    func ensureRunning() async throws(PrivatePostgresError) -> (socketDirectory: String, port: Int) {
        var wait = BoundedWait(limit: limits.start, first: .milliseconds(10), longest: .milliseconds(250))
        while true {
            switch Self.state(of: home) {
            case .running(let socketDirectory, let port):
                return (socketDirectory, port)
            case .starting:
                try await wait.pause(waitingFor: "PostgreSQL to start", logPath: home.log)
            case .stopping:
                try await wait.pause(waitingFor: "PostgreSQL to stop", logPath: home.log)
            case .down(let leftover):
                if leftover { try await clearLeftover() }
                try await start()
            }
        }
    }

    /// After a crash of the server: waits for the processes that outlived it, then forgets its process
    /// number.
    ///
    /// An idle backend sees that its parent is gone and ends at once; a busy one may take until its statement
    /// ends. They still have the shared memory, so no new server may start beside them. After a while they
    /// are told to quit, then killed: with their parent dead their work is lost in any case, and recovery
    /// repairs whatever they leave.
    private func clearLeftover() async throws(PrivatePostgresError) {
        logger.notice(
            "the private PostgreSQL server was killed; recovering", metadata: ["log": "\(home.log)"])
        var patience = BoundedWait(
            limit: limits.orphans, first: .milliseconds(5), longest: .milliseconds(100))
        var signals = [SIGQUIT, SIGKILL]
        while true {
            let orphans = processes.all()
            if orphans.isEmpty { break }
            if let pause = patience.pause(at: .now) {
                do { try await Task.sleep(for: pause) } catch { throw .cancelled }
                continue
            }
            guard !signals.isEmpty else {
                throw .timedOut(
                    waitingFor: "the processes \(orphans) of a killed PostgreSQL server to end",
                    seconds: Int(limits.orphans.components.seconds), logPath: home.log)
            }
            let signal = signals.removeFirst()
            for orphan in orphans { kill(orphan, signal) }
            patience = BoundedWait(
                limit: limits.orphans, first: .milliseconds(5), longest: .milliseconds(100))
        }
        #if os(Linux)
            // Its number may by now be another program's, which PostgreSQL would take for a running server;
            // that none of the cluster's processes is left is certain. Elsewhere PostgreSQL decides.
            unlink(home.postmasterFile)
            unlink("\(home.socketDirectory)/\(ServerHome.socketName).lock")
        #endif
    }

    private func start() async throws(PrivatePostgresError) {
        let settings = ServerSettings(
            majorVersion: programs.majorVersion, memory: ServerSettings.physicalMemory(),
            socketDirectory: home.socketDirectory)
        try PosixFiles.makePrivateDirectory(home.socketDirectory, owner: home.user)
        try PosixFiles.replace(home.cluster + "/clickstream.conf", with: settings.text, owner: home.user)
        try boundLog()
        let before = PosixFiles.size(of: home.log)
        // Paths relative to the working directory: pg_ctl hands its own to a shell, in double quotes only.
        let result = try await run.run(
            programs.control,
            [
                "start", "-D", "cluster", "-l", "server.log", "-s", "-w",
                "-t", "\(limits.start.components.seconds)",
            ])
        if result.succeeded {
            logger.info("started the private PostgreSQL server", metadata: ["directory": "\(home.cluster)"])
            return
        }
        // Slow recovery: pg_ctl gave up, the server has not.
        if Self.state(of: home) == .starting { return }
        let said = PosixFiles.read(home.log, from: before, limit: 16384) ?? ""
        throw .startFailed(logPath: home.log, log: said.isEmpty ? result.output : said)
    }

    /// One generation of log is kept; both together stay under about twice the limit.
    private func boundLog() throws(PrivatePostgresError) {
        if PosixFiles.size(of: home.log) > limits.logBytes {
            try PosixFiles.move(home.log, to: home.log + ".1")
        }
        try PosixFiles.makeFile(home.log, owner: home.user)
    }

    /// Ends every session, writes a checkpoint, and waits for the end.
    func stop() async throws(PrivatePostgresError) {
        guard Self.state(of: home) != .down(leftover: false) else { return }
        let result = try await run.run(
            programs.control,
            ["stop", "-D", "cluster", "-m", "fast", "-s", "-w", "-t", "\(limits.stop.components.seconds)"])
        if result.succeeded {
            // The short one in /tmp would be litter; in the home it is part of the furniture.
            if !home.socketDirectory.hasPrefix(home.directory) { rmdir(home.socketDirectory) }
            logger.info("stopped the private PostgreSQL server", metadata: ["directory": "\(home.cluster)"])
        } else {
            logger.warning(
                "the private PostgreSQL server did not stop",
                metadata: ["reason": "\(PrivatePostgresError.oneLine(result.output))", "log": "\(home.log)"])
        }
    }
}
