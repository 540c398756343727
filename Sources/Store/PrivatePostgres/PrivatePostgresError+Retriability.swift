package import PostgresClient

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension PrivatePostgresError {
    /// Whether waiting can help: a full disk may get room, a wrong installation stays wrong. A server that
    /// does not start is `unknown`: it did when nothing was wrong with its settings.
    package var retriability: PostgresError.Retriability {
        switch self {
        case .serverNotInstalled, .otherOwner, .noOrdinaryUser, .unsafeDirectory, .otherVersion: .permanent
        case .file(_, _, let code):
            [ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR].contains(code) ? .retriable : .permanent
        case .timedOut: .retriable
        case .programFailed, .initialisationFailed, .startFailed, .cancelled: .unknown
        }
    }
}
