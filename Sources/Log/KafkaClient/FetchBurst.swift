/// Tells when librdkafka may have stopped fetching because its queue was full, although it is empty now.
///
/// The versions before 2.2.0 look at their queue again only after a second, unless something wakes them. A
/// fast reader would stand still for most of that second, again and again. The queue can have been full only
/// if more than its limit was read without finding it empty.
package struct FetchBurst {
    /// What librdkafka queues before it stops, in records and in bytes. A little less, to be on the safe
    /// side.
    package let recordLimit: Int
    package let byteLimit: Int
    private var records = 0
    private var bytes = 0

    package init(recordLimit: Int, byteLimit: Int) {
        self.recordLimit = recordLimit / 2
        self.byteLimit = byteLimit / 2
    }

    package mutating func read(records: Int, bytes: Int) {
        self.records += records
        self.bytes += bytes
    }

    /// The queue was found empty.
    /// - Returns: whether it may have been full since the last time.
    package mutating func foundEmpty() -> Bool {
        defer { (records, bytes) = (0, 0) }
        return records >= recordLimit || bytes >= byteLimit
    }
}
