/// What happens to a consumer apart from records.
package enum KafkaConsumerEvent: Sendable, Equatable {
    /// The group gave this member partitions: all of them (eager protocol) or further ones (cooperative).
    /// They stay silent until the caller answers with `assign`.
    case assigned([KafkaTopicPartition])
    /// The group wants these partitions back. Others get them once the caller answers with `unassign`, so
    /// whatever is written for them must be written before that.
    case revoked([KafkaTopicPartition])
    /// These partitions are gone: this member was taken for dead and another may own them already. Nothing
    /// may be written for them any more. Answered with `unassign`, too.
    case lost([KafkaTopicPartition])
    /// All records before `offset` were handed out, and there was none behind them at that moment. Only where
    /// `KafkaConsumerOptions.reportsEndOfPartition` is set.
    case endOfPartition(KafkaTopicPartition, offset: Int64)
    /// Something is wrong, and librdkafka goes on trying: brokers unreachable, a topic missing, and the like.
    case error(KafkaError)
}
