internal import CLibrdkafka

/// What librdkafka's callbacks get as their opaque pointer.
///
/// The client handle holds it for as long as librdkafka may call; librdkafka itself holds it unretained.
class ClientContext: @unchecked Sendable {
    // @unchecked: the one field is immutable; subclasses say why they are safe.
    let log: ClientLog

    init(log: ClientLog) {
        self.log = log
    }

    /// The context of a client within one of its callbacks.
    static func of(_ client: OpaquePointer?) -> ClientContext? {
        rd_kafka_opaque(client).map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }
}
