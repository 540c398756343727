internal import Foundation

/// What `clickstream verify --json` says.
package struct Audit: Decodable, Equatable, Sendable {
    package var exact: Bool
    package var records: Int64
    package var stored: Int64
    package var duplicates: Int64
    package var rejected: Int64
    package var lag: Int64
    package var findingCount: Int
    /// Records without a row, since retention has dropped it.
    package var dropped: Int64
    /// Offsets that had expired in Kafka before they were stored.
    package var lost: Int64
    package var formerLogs: Int

    package init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Audit.self, from: Data(json.utf8))
    }
}
