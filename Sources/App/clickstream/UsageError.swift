/// Options that make no sense together, or a value out of range. Exit code 64.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}
