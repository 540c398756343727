package import ClickStore
package import KafkaClient
package import PostgresClient

/// Why a sink stopped for good. Everything that may pass by itself is waited out instead.
package enum SinkError: Error, CustomStringConvertible {
    case postgres(PostgresError)
    case kafka(KafkaError)
    /// The log ends before the offset up to which clicks are stored: it is not the log they came from.
    case offsetsWentBack(topic: String, partition: Int32, stored: Int64, logEnd: Int64)
    /// The tables hold the clicks of another topic.
    case otherTopic(stored: String, wanted: String)
    /// The database user may not do what a sink does.
    case missingRights(SinkRights.Missing)
    /// The server for the tables could not be made ready.
    case database(String)

    package var description: String {
        switch self {
        case .postgres(let error): error.description
        case .kafka(let error): error.description
        case .offsetsWentBack(let topic, let partition, let stored, let logEnd):
            """
            Partition \(partition) of topic \(topic) ends at offset \(logEnd), but clicks up to offset \
            \(stored) are already stored, so this is not the log that they came from (the topic was deleted \
            and made anew, or its log has lost records), and nothing was changed: point --bootstrap-servers \
            at the Kafka that has the right one, or run clickstream up or consume with --on-new-topic start-over, \
            which keeps all stored clicks and reads the new log from its start.
            """
        case .otherTopic(let stored, let wanted):
            """
            This database holds the clicks of topic \(stored), and a database holds those of one topic: \
            use --topic \(stored), or another database for \(wanted).
            """
        case .missingRights(let missing):
            """
            The database user \(missing.user) may not do what the sink has to (\
            \(missing.rights.joined(separator: "; "))), so no partition was taken over: as the tables' owner, \
            type \(missing.grants.joined(separator: "; ")); or connect as a user that has these rights.
            """
        case .database(let sentence): sentence
        }
    }
}
