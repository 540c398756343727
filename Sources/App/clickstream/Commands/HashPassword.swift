import ArgumentParser
import ClickConsole

struct HashPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the line of a user for the file of --console-users.",
        discussion: """
            The password is asked for, and not shown; without a terminal it is the first line of standard input. It is \
            kept as its scrypt hash alone.

            Examples:
              clickstream console hash-password anna --role operator >> users
              pass show clickstream/anna | clickstream console hash-password anna
            """)

    @Argument(help: "The user's name.")
    var name: String

    @Option(help: ArgumentHelp("What the user may do: viewer or operator.", valueName: "role"))
    var role = ConsoleRole.viewer

    func validate() throws {
        guard (1...64).contains(name.utf8.count), !name.contains(":"), !name.hasPrefix("#"),
            name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw ValidationError(
                "A user's name has 1 to 64 bytes, without spaces and colons, and no # in front.")
        }
    }

    func run() async throws {
        let password: String?
        if Confirmation.isPossible {
            password = await PasswordPrompt.ask("Password for \(name): ")
            guard let password, password.count >= 8 else { throw Self.tooShort }
            guard await PasswordPrompt.ask("Once more: ") == password else {
                throw UsageError("The two passwords are not the same; try again.")
            }
        } else {
            password = readLine()
        }
        guard let password, password.count >= 8 else { throw Self.tooShort }
        StandardStreams.print("\(name):\(role.rawValue):\(try PasswordHash(of: password))")
    }

    private static let tooShort = UsageError("A password has 8 characters at least; type a longer one.")
}

extension ConsoleRole: ExpressibleByArgument {}
