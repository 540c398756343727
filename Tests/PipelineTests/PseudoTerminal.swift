import Foundation

/// A terminal for a program that asks, with a test at the keyboard.
final class PseudoTerminal {
    /// The program's side, for its standard input.
    let input: FileHandle
    private let keyboard: Int32

    struct Failure: Error {}

    init() throws {
        #if os(Linux)
            // posix_openpt and its kin are hidden in glibc's headers; these are what they do.
            keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            var (unlocked, number): (Int32, UInt32) = (0, 0)
            guard keyboard >= 0, ioctl(keyboard, 0x4004_5431, &unlocked) == 0,
                ioctl(keyboard, 0x8004_5430, &number) == 0,
                let input = FileHandle(forUpdatingAtPath: "/dev/pts/\(number)")
            else { throw Failure() }
        #else
            keyboard = posix_openpt(O_RDWR | O_NOCTTY)
            guard keyboard >= 0, grantpt(keyboard) == 0, unlockpt(keyboard) == 0,
                let name = ptsname(keyboard), let input = FileHandle(forUpdatingAtPath: String(cString: name))
            else { throw Failure() }
        #endif
        self.input = input
    }

    deinit { close(keyboard) }

    func type(_ text: String) { FileHandle(fileDescriptor: keyboard).write(Data(text.utf8)) }
}
