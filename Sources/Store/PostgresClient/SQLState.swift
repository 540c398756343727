/// A five-character error code of the SQL standard and PostgreSQL (PostgreSQL manual, appendix A).
package struct SQLState: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    /// - Returns: `nil` unless `code` is five capital letters or digits.
    package init?(_ code: String) {
        let isWellFormed =
            code.utf8.count == 5
            && code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        guard isWellFormed else { return nil }
        self.code = code
    }

    private init(known code: String) { self.code = code }

    package var description: String { code }

    /// The first two characters: the kind of condition.
    package var errorClass: Substring { code.prefix(2) }

    package static let connectionFailure = SQLState(known: "08006")
    package static let divisionByZero = SQLState(known: "22012")
    package static let characterNotInRepertoire = SQLState(known: "22021")
    package static let foreignKeyViolation = SQLState(known: "23503")
    package static let uniqueViolation = SQLState(known: "23505")
    package static let checkViolation = SQLState(known: "23514")
    package static let readOnlyTransaction = SQLState(known: "25006")
    package static let invalidAuthorization = SQLState(known: "28000")
    package static let invalidPassword = SQLState(known: "28P01")
    package static let invalidDatabase = SQLState(known: "3D000")
    package static let invalidSchema = SQLState(known: "3F000")
    package static let serializationFailure = SQLState(known: "40001")
    package static let deadlockDetected = SQLState(known: "40P01")
    package static let insufficientPrivilege = SQLState(known: "42501")
    package static let duplicateTable = SQLState(known: "42P07")
    package static let undefinedTable = SQLState(known: "42P01")
    package static let diskFull = SQLState(known: "53100")
    package static let tooManyConnections = SQLState(known: "53300")
    package static let lockNotAvailable = SQLState(known: "55P03")
    package static let queryCanceled = SQLState(known: "57014")
    package static let adminShutdown = SQLState(known: "57P01")
    package static let crashShutdown = SQLState(known: "57P02")
    package static let cannotConnectNow = SQLState(known: "57P03")
}
