/// What a running server says of itself in `postmaster.pid`, line by line: its process, directory, start
/// time, port, socket directory, listen address, shared memory and status.
struct PostmasterFile: Equatable {
    let process: Int32
    let port: Int
    let socketDirectory: String
    let status: Status

    enum Status: String { case starting, stopping, ready, standby, unknown }

    /// - Returns: `nil` where the file is not (yet) complete up to the socket directory.
    init?(parsing text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, let process = Int32(lines[0]), process > 0, let port = Int(lines[3]),
            !lines[4].isEmpty
        else { return nil }
        self.process = process
        self.port = port
        socketDirectory = String(lines[4])
        let word = lines.count >= 8 ? lines[7].prefix { $0 != " " } : ""
        status = Status(rawValue: String(word)) ?? .unknown
    }

    /// The process in the first line alone, which is there from the start.
    static func process(in text: String) -> Int32? {
        text.split(separator: "\n", maxSplits: 1).first.flatMap { Int32($0) }
    }

    var socket: String { "\(socketDirectory)/.s.PGSQL.\(port)" }
}
