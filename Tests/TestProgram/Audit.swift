internal import Foundation

/// What `clickstream verify --json` says.
package struct Audit: Decodable, Sendable {
    package var exact: Bool
    package var records: Int64
    package var stored: Int64
    package var duplicates: Int64
    package var rejected: Int64
    package var lag: Int64
    package var findingCount: Int

    package init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Audit.self, from: Data(json.utf8))
    }
}
