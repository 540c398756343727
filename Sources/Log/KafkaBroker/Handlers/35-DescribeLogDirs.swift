internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// How much of the disk partitions take. There is one data directory.
    func describeLogDirs(_ request: DescribeLogDirsRequest) -> Response {
        var response = DescribeLogDirsResponse()
        var directory = DescribeLogDirsResponse.Directory()
        do throws(LogError) {
            let volume = try log.volume()
            directory.path = volume.directory
            directory.totalBytes = volume.totalBytes
            directory.usableBytes = volume.usableBytes
        } catch {
            directory.path = log.path
            directory.errorCode = ErrorCode(error)
        }
        let wanted =
            request.topics.map { $0.map { ($0.name, $0.partitions) } }
            ?? log.topics.map { ($0.name, Array(0..<Int32($0.partitionCount))) }
        for (name, indexes) in wanted {
            let partitions = indexes.compactMap { index -> DescribeLogDirsResponse.Partition? in
                guard let partition = log.partition(topic: name, index: Int(index)) else { return nil }
                return DescribeLogDirsResponse.Partition {
                    $0.index = index
                    $0.size = partition.byteCount
                }
            }
            if partitions.isEmpty { continue }
            directory.topics.append(
                DescribeLogDirsResponse.Topic {
                    $0.name = name
                    $0.partitions = partitions
                })
        }
        response.directories = [directory]
        return .describeLogDirs(response)
    }
}
