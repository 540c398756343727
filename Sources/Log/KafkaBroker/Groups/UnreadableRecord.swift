/// A record of one of the broker's own topics that it can't read: better no start than one without it.
package struct UnreadableRecord: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(of subject: String) {
        description =
            "the record of \(subject) cannot be read: "
            + "use the version that wrote it, or a copy of the directory"
    }
}
