import KafkaBroker
import KafkaLog

/// How the embedded broker is to run, from the command line.
struct BrokerSettings {
    var listen: ListenAddress
    var advertised: ListenAddress?
    var dataDirectory: String
    var partitions: Int
    var log = LogConfiguration()

    var configuration: KafkaBrokerConfiguration {
        var configuration = KafkaBrokerConfiguration(dataDirectory: dataDirectory)
        configuration.host = listen.host
        configuration.port = listen.port
        configuration.advertisedHost = advertised?.host
        configuration.advertisedPort = advertised?.port
        configuration.defaultPartitionCount = partitions
        configuration.log = log
        return configuration
    }

    func listening(at address: ListenAddress) -> BrokerSettings {
        var copy = self
        copy.listen = address
        return copy
    }
}
