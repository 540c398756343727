extension LogWriter {
    /// Puts a compacted segment in the place of those that it was made from. Nothing waits for the disk in
    /// here: the swap's name is durable, and a crash after that is made good at the next start.
    /// - Returns: `false` when they are not there any more.
    mutating func swap(_ cleaned: SegmentCleaner.Cleaned, for group: [SealedSegment]) throws(LogError) -> Bool
    {
        let path = cleaned.file.swappingPath(paths)
        let place = view.withLock { view -> Int? in
            guard !view.isClosed, let first = view.sealed.firstIndex(of: group[0]),
                view.sealed[first...].starts(with: group)
            else { return nil }
            return first
        }
        guard let place else {
            try fileSystem.remove(path)
            return false
        }
        // Without these the files' blocks would be freed while the view is locked.
        var former: [any LogFile] = []
        for segment in group {
            former.append(try fileSystem.open(paths.log(segment.baseOffset), create: false))
        }
        defer { withExtendedLifetime(former) {} }
        for segment in group { try fileSystem.remove(paths.index(segment.baseOffset)) }
        try view.withLock { (view) throws(LogError) in
            // The swap goes last: as long as it is there, a start removes the others once more.
            for segment in group.dropFirst() { try fileSystem.remove(paths.log(segment.baseOffset)) }
            try fileSystem.rename(path, to: paths.log(group[0].baseOffset))
            view.sealed.replaceSubrange(
                place..<place + group.count,
                with: [
                    SealedSegment(
                        baseOffset: cleaned.file.baseOffset, endOffset: cleaned.file.endOffset,
                        byteCount: cleaned.byteCount)
                ])
            view.lastOpened = nil
        }
        return true
    }
}
