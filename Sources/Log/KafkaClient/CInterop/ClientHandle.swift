internal import CLibrdkafka
internal import Dispatch

/// Owns one librdkafka client.
///
/// `@unchecked Sendable`: librdkafka's clients may be used from any thread, and the pointer never changes.
/// What belongs to a client (topics, queues) retains this, so that it is destroyed last.
final class ClientHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let context: ClientContext
    let bootstrapServers: String
    private let destroyFlags: Int32

    init(
        _ type: rd_kafka_type_t, _ settings: ClientSettings, context: ClientContext, operation: String,
        destroyFlags: Int32 = 0
    ) throws(KafkaError) {
        self.context = context
        self.destroyFlags = destroyFlags
        settings.withPointer { settings in
            rd_kafka_conf_set_opaque(settings, Unmanaged.passUnretained(context).toOpaque())
            rd_kafka_conf_set_log_cb(settings) { client, level, facility, text in
                guard let text, let facility else { return }
                ClientContext.of(client)?.log.line(
                    level: level, facility: String(cString: facility), text: String(cString: text))
            }
        }
        bootstrapServers = settings.value(of: "bootstrap.servers") ?? ""
        pointer = try settings.makeClient(type, operation: operation)
    }

    /// Blocks until librdkafka's threads have ended, which takes milliseconds.
    ///
    /// librdkafka 2.0 never comes back from it after a topic that was consumed has been deleted. So it runs
    /// on a thread of its own, and whoever lets go of the client waits a few seconds for it at most; the
    /// context stays for as long as librdkafka may call it.
    deinit {
        // Nobody else has the pointer any more, and librdkafka's clients may be used from any thread.
        nonisolated(unsafe) let pointer = pointer
        let (flags, context) = (destroyFlags, context)
        let destroyed = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            rd_kafka_destroy_flags(pointer, flags)
            withExtendedLifetime(context) {}
            destroyed.signal()
        }
        _ = destroyed.wait(timeout: .now() + Self.patience)
    }

    /// Seconds.
    private static let patience = 5.0

    /// An error with what this client knows beyond the code: the cause of a fatal one, why brokers are out of
    /// reach.
    func error(_ code: rd_kafka_resp_err_t, _ message: String? = nil, operation: String) -> KafkaError {
        if code == RD_KAFKA_RESP_ERR__FATAL, let fatal = fatalError(operation: operation) { return fatal }
        return explained(KafkaError(code, message, operation: operation))
    }

    func explained(_ error: KafkaError) -> KafkaError {
        guard error.isUnreachable else { return error }
        var error = error
        error.bootstrapServers = bootstrapServers
        if let reason = context.log.lastBrokerFailure { error.message = reason }
        return error
    }

    /// The error that made this client unusable, where there is one.
    func fatalError(operation: String) -> KafkaError? {
        var message = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(pointer, &message, message.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var error = KafkaError(code, ClientSettings.text(message), operation: operation)
        error.retriability = .fatal
        return error
    }
}
