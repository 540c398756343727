/// The program's own version, as `--version` shows it.
enum Version {
    static let current = "0.1.0"
}
