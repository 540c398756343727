internal import ClickModel
internal import Logging
internal import PostgresClient

/// What PostgreSQL objected to in a batch, and what the next try makes of it.
extension BatchWriter {
    /// Finds the record that PostgreSQL refuses: by the number of its row where the error tells it, else by
    /// trying with half as many records, until one is left.
    func isolate(
        _ error: PostgresError, start: Int, size: inout Int, refused: inout [Int: ClickRejection]
    ) throws {
        if let index = refusedRecord(error), refused[index] == nil {
            refused[index] = refusal(error)
            if refused.count >= limits.refusalsBeforeSmallBatches {
                size = min(size, limits.smallBatchRecords)
            }
        } else if size > 1 {
            size /= 2
        } else if refused[start] == nil {
            refused[start] = refusal(error)
        } else {
            // Even as a rejection it cannot be stored.
            throw error
        }
    }

    func noteDuplicates(_ committed: Committed) {
        if committed.duplicates > 0 {
            directRoadClosedFor = limits.batchesAfterDuplicates
        } else if directRoadClosedFor > 0 {
            directRoadClosedFor -= 1
        }
    }

    /// The record whose row PostgreSQL refused, from the row's number in the error's context.
    private func refusedRecord(_ error: PostgresError) -> Int? {
        guard error.isRefusalOfData, let row = error.copyLine, row >= 1, row <= batch.recordOfRow.count else {
            return nil
        }
        return Int(batch.recordOfRow[row - 1])
    }

    private func refusal(_ error: PostgresError) -> ClickRejection {
        let code = error.sqlState?.code ?? "unknown"
        logger.warning(
            "PostgreSQL refused a row; the record goes to rejected_clicks",
            metadata: ["sqlstate": "\(code)", "message": "\(error.message)"])
        return ClickRejection(
            .refusedByDatabase, detail: "PostgreSQL refused the row: \(error.message) (\(code)).")
    }
}
