/// One group of appends: write, sync, tell.
struct FlushRound {
    let clock: @Sendable () -> Int64
    let highWatermarkMoved: @Sendable (PartitionLog) -> Void

    /// A partition that this round wrote to, and who waits for its sync.
    private struct Dirty {
        let log: PartitionLog
        let highWatermark: Int64
        var waiting: [(result: AppendResult, completion: LogFlusher.Completion)] = []
    }

    func run(_ group: consuming [QueuedAppend]) {
        var appends = group
        var dirty: [Dirty] = []
        var places: [ObjectIdentifier: Int] = [:]
        for index in appends.indices {
            // Taken out of the group: while two hold the bytes, changing them in place would copy them.
            let batches = Self.take(&appends[index].batches)
            let append = appends[index]
            let log = append.log
            let place = places[ObjectIdentifier(log)] ?? dirty.count
            if place == dirty.count {
                places[ObjectIdentifier(log)] = place
                dirty.append(Dirty(log: log, highWatermark: log.highWatermark))
            }
            do throws(LogError) {
                let result = try log.append(batches, now: clock(), leaderEpoch: append.leaderEpoch)
                switch append.acknowledgement {
                case .written: append.completion(.success(result))
                case .synced: dirty[place].waiting.append((result, append.completion))
                }
            } catch {
                append.completion(.failure(error))
            }
        }
        for entry in dirty { sync(entry) }
    }

    private static func take(_ bytes: inout [UInt8]) -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    private func sync(_ dirty: Dirty) {
        let log = dirty.log
        do throws(LogError) {
            try log.sync()
            // A sync inside this round may have failed, when a segment was closed, and taken records back.
            let generation = log.generation
            for (result, completion) in dirty.waiting {
                let isKept = result.generation == generation
                completion(isKept ? .success(result) : .failure(.lostBeforeSync(path: log.paths.directory)))
            }
        } catch {
            for (_, completion) in dirty.waiting { completion(.failure(error)) }
        }
        if log.highWatermark != dirty.highWatermark { highWatermarkMoved(log) }
    }
}
