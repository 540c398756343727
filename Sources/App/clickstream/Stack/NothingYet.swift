import FoundationEssentials

/// There is nothing to read yet where a command looked. Exit code 66.
///
/// Who only wants to look has perhaps looked in the wrong place: nothing is made there.
struct NothingYet: Error, CustomStringConvertible {
    let description: String

    /// - Parameter directory: the data directory that has no private database.
    static func database(in directory: String) -> NothingYet {
        NothingYet(
            description: """
                There are no clicks yet in \(absolute(directory)), which has no database. Begin with \
                clickstream up --rate 1000, or say where the clicks are with --data-dir or --database-url.
                """)
    }

    /// - Parameter directory: the data directory in which no broker has kept a log.
    static func log(in directory: String) -> NothingYet {
        NothingYet(
            description: """
                There are no records yet in \(absolute(directory)), which has no broker's log. Begin with \
                clickstream up --rate 1000, or say where the records are with --data-dir or --bootstrap-servers.
                """)
    }

    /// - Parameter server: whose database has no tables of ours.
    static func tables(in server: String) -> NothingYet {
        NothingYet(
            description: """
                There are no clicks yet in \(PrintableText.escaped(server)), which has none of clickstream's tables. \
                Make and fill them with clickstream consume, or name another database with --database-url.
                """)
    }

    private static func absolute(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath
        return PrintableText.escaped(path.hasPrefix("/") ? path : "\(here)/\(path)")
    }
}
