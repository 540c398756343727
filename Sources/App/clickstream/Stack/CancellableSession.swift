import DedicatedThread
import PostgresClient

/// A connection for one piece of work that may be long, on a thread of its own.
enum CancellableSession {
    /// Runs a body with a connection. Where the task is cancelled, so is the statement that runs, and the
    /// flag is raised for what the body does besides.
    static func run<Result: Sendable>(
        _ server: any PostgresServer, name: String,
        _ body: @escaping @Sendable (PostgresConnection, StopFlag) throws -> Result
    ) async throws -> Result {
        let configuration = try await server.ready()
        let stop = StopFlag()
        let canceller = Outcome<PostgresCanceller>()
        let thread = DedicatedThread(name: name)
        return try await withTaskCancellationHandler {
            try await thread.run {
                let connection = try PostgresConnection.connect(configuration)
                defer { connection.close() }
                canceller.set(try connection.canceller())
                // A cancellation before this line found nothing to cancel.
                if stop.isRaised { throw CancellationError() }
                do {
                    return try body(connection, stop)
                } catch let error as PostgresError where stop.isRaised && error.sqlState == .queryCanceled {
                    throw CancellationError()
                }
            }
        } onCancel: {
            stop.raise()
            canceller.value?.cancel()
        }
    }
}
