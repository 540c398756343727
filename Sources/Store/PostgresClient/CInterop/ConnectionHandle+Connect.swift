internal import CLibpq

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension ConnectionHandle {
    /// Connects, or says why not. Blocks, for the connect time-out at most (and for a slow name server).
    static func connect(_ configuration: PostgresConfiguration) throws(PostgresError) -> ConnectionHandle {
        let options = try ConnectionOptions(configuration)
        let parameters = options.parameters
        guard
            let pointer = ParameterBlock(parameters.map(\.name)).withPointers({ _, names in
                ParameterBlock(parameters.map(\.value)).withPointers { _, values in
                    // With several hosts the time-out is for each of them, and only libpq's own loop moves on
                    // to the next one when it is over. That loop can't be made to tell the SQLSTATE.
                    options.namesSeveralHosts
                        ? PQconnectdbParams(names, values, 1) : PQconnectStartParams(names, values, 1)
                }
            })
        else { throw PostgresError(.client, "There is no memory left for a database connection") }
        let handle = ConnectionHandle(owning: pointer)
        if !options.namesSeveralHosts {
            PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
            let isInTime = finish(pointer, timeoutMilliseconds: options.connectTimeoutMilliseconds)
            PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
            if !isInTime {
                throw PostgresError(
                    .connection, "timeout expired", server: configuration.description,
                    retriability: .retriable)
            }
        }
        guard handle.isGood else { throw failure(pointer, configuration) }
        return handle
    }

    /// Drives `PQconnectPoll` until it has succeeded or failed.
    /// - Returns: false when the time was over first.
    private static func finish(_ pointer: OpaquePointer, timeoutMilliseconds: Int64?) -> Bool {
        let clock = ContinuousClock()
        let deadline = timeoutMilliseconds.map { clock.now + .milliseconds($0) }
        var step = PGRES_POLLING_WRITING
        while step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING {
            if PQstatus(pointer) == CONNECTION_BAD { return true }
            let events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT
            var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
            let wait = deadline.map { Int32(clamping: milliseconds(from: clock.now, to: $0)) } ?? -1
            if wait == 0 { return false }
            let ready = poll(&descriptor, 1, wait)
            if ready < 0 && errno == EINTR { continue }
            if ready == 0 { return false }
            step = PQconnectPoll(pointer)
        }
        return true
    }

    private static func milliseconds(
        from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
    ) -> Int64 {
        let parts = (end - start).components
        return max(
            0, parts.seconds * 1_000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private static func failure(
        _ pointer: OpaquePointer, _ configuration: PostgresConfiguration
    ) -> PostgresError {
        let failure = ConnectFailure(
            libpqMessage: PQerrorMessage(pointer).map { String(cString: $0) } ?? "",
            asksForPassword: PQconnectionNeedsPassword(pointer) == 1)
        return PostgresError(
            .connection, failure.message, sqlState: failure.sqlState, server: configuration.description,
            retriability: failure.retriability)
    }
}
