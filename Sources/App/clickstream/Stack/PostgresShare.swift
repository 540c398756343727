import PrivatePostgres
import ServiceLifecycle

/// This process's share of the private server, given up last.
struct PostgresShare: Service {
    let server: PrivatePostgres

    func run() async throws {
        try? await gracefulShutdown()
        await server.release()
    }
}
