internal import CLibpq

/// Takes a connection's notices instead of libpq's default, which prints them on standard error.
final class NoticeReceiver {
    var handler: ((PostgresNotice) -> Void)?

    /// The connection must not outlive this object.
    func attach(to connection: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                let receiver = Unmanaged<NoticeReceiver>.fromOpaque(context).takeUnretainedValue()
                receiver.handler?(PostgresNotice(lent: result))
            }, context)
    }
}
