/// Where a directory lies, and how much room there is.
package struct LogVolume: Sendable, Equatable {
    /// The directory, from the root, without links.
    package let directory: String
    /// Of the whole volume.
    package let totalBytes: Int64
    /// What this process may still fill.
    package let usableBytes: Int64

    package init(directory: String, totalBytes: Int64, usableBytes: Int64) {
        self.directory = directory
        self.totalBytes = totalBytes
        self.usableBytes = usableBytes
    }
}
