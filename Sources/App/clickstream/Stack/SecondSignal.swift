import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Says what the first SIGINT, SIGTERM or SIGHUP does, and ends the program at once on the second, or on
/// SIGQUIT. That is safe at any moment; only the next start has a little more to recover.
///
/// To be the first service of its group, so that it is the last to be shut down.
struct SecondSignal: Service {
    let terminal: Terminal

    func run() async throws {
        var isFirst = true
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup, .sigquit])
        for await signal in signals.cancelOnGracefulShutdown() {
            if isFirst && signal != .sigquit {
                isFirst = false
                terminal.print("Stopping. Press Ctrl-C again to stop at once, which is safe too.")
                continue
            }
            terminal.endStatus()
            terminal.print(
                """
                Stopped at once; a private PostgreSQL server goes on until the next command has taken it over, and \
                everything else recovers by itself.
                """)
            exit(128 + signal.rawValue)
        }
    }
}
