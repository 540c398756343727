extension LogFile {
    /// Reads up to `count` bytes to the start of an array that has room for them.
    func read(_ array: inout [UInt8], count: Int, at position: Int64) throws(LogError) -> Int {
        let result = array.withUnsafeMutableBytes { bytes in
            Result { () throws(LogError) in
                try read(UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: position)
            }
        }
        return try result.get()
    }

    /// Writes the whole array.
    func write(_ array: [UInt8], at position: Int64) throws(LogError) {
        let result = array.withUnsafeBytes { bytes in
            Result { () throws(LogError) in try writeFully(bytes, at: position) }
        }
        try result.get()
    }
}

extension LogFileSystem {
    /// A whole small file.
    /// - Returns: `nil` when there is none.
    func contents(of path: String, limit: Int) throws(LogError) -> [UInt8]? {
        guard try exists(path) else { return nil }
        let file = try open(path, create: false)
        let size = try file.size()
        guard size <= Int64(limit) else {
            throw .corrupt(path: path, position: Int64(limit), reason: "it is larger than it can be")
        }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        let count = try file.read(&bytes, count: bytes.count, at: 0)
        return Array(bytes[..<count])
    }

    /// Replaces a small file in one step: a crash leaves the old content or the new, never a mixture.
    /// - Parameter durably: returns only once the new content would survive a power cut.
    func replace(
        _ name: String, in directory: String, with bytes: [UInt8], durably: Bool
    ) throws(LogError) {
        // One short name: whoever writes here holds the directory's lock or the partition's.
        let temporary = "\(directory)/\(TemporaryFile.name)"
        let file = try open(temporary, create: true)
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        if durably { try file.sync() }
        try rename(temporary, to: "\(directory)/\(name)")
        if durably { try syncDirectory(directory) }
    }
}

/// What a crash can leave behind of `replace`.
enum TemporaryFile {
    static let name = "next.tmp"
}
