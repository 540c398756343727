import ArgumentParser
import ClickConsole
import ClickImport
import ClickSink
import ClickStore
import KafkaBroker
import KafkaClient
import PostgresClient
import PrivatePostgres

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a person is told when a command fails, and what a script is told: one sentence, one exit code.
///
/// The codes are those of `sysexits.h`: 64 for a wrong option, 65 for data that is not what it is said to be,
/// 66 for a file that cannot be read or where there is nothing to read yet, 69 for a server that does not
/// answer, 78 for a setting that has to be changed, 74 for output that cannot be written. 1 is a `verify`
/// that found damage, a `rejected retry` that left a record unsent, or a question that was answered with no.
struct Failure {
    let sentence: String?
    let code: Int32
    private let original: any Error

    init(_ error: any Error) {
        original = error
        switch error {
        case let error as UsageError: (sentence, code) = (error.description, EX_USAGE)
        case let error as DataDirectoryError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as SettingError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as NothingYet: (sentence, code) = (error.description, EX_NOINPUT)
        case let error as NotStored: (sentence, code) = (error.description, EX_TEMPFAIL)
        case let error as Unavailable: (sentence, code) = (error.description, EX_UNAVAILABLE)
        case let error as ImportError: (sentence, code) = (error.description, Self.code(error))
        case let error as OutputError: (sentence, code) = (error.description, EX_IOERR)
        case let error as MendingError: (sentence, code) = (error.description, EX_USAGE)
        case let error as InputError: (sentence, code) = (error.description, EX_NOINPUT)
        case let error as KafkaBrokerError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as ConsoleError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as ConsoleAccessError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as PrivatePostgresError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as MigrationError: (sentence, code) = (error.description, EX_CONFIG)
        case let error as PostgresError: (sentence, code) = (error.description, Self.code(error))
        case let error as KafkaError: (sentence, code) = (error.description, Self.code(error))
        case SinkError.postgres(let error): (sentence, code) = (error.description, Self.code(error))
        case SinkError.kafka(let error): (sentence, code) = (error.description, Self.code(error))
        case let error as SinkError: (sentence, code) = (error.description, EX_CONFIG)
        case is CancellationError:
            (sentence, code) = ("Stopped before it was done. Running it again is safe.", EX_TEMPFAIL)
        case let error as AggregatesBusy: (sentence, code) = (error.description, EX_TEMPFAIL)
        case let error as ReplayOutdated: (sentence, code) = (error.description, EX_TEMPFAIL)
        case let error as ReplayStalled: (sentence, code) = (error.description, EX_UNAVAILABLE)
        case let error as SinkFenced: (sentence, code) = (error.description, EX_TEMPFAIL)
        default: (sentence, code) = (nil, EX_SOFTWARE)
        }
    }

    /// Prints the sentence to standard error and ends the program. It may quote arguments, which may come
    /// from anywhere: what is not to be printed of it is escaped here, for all errors.
    func exit() -> Never {
        guard let sentence else { exitAsParsed() }
        StandardStreams.write("clickstream: \(PrintableText.escapedLines(sentence))\n", to: STDERR_FILENO)
        Self.end(code)
    }

    /// What the parser of the command line has to say: help, which is no error, or what it took for one.
    private func exitAsParsed() -> Never {
        let code = Clickstream.exitCode(for: original)
        if code.isSuccess { Clickstream.exit(withError: original) }
        let message = Clickstream.fullMessage(for: original)
        if !message.isEmpty {
            StandardStreams.write(PrintableText.escapedLines(message) + "\n", to: STDERR_FILENO)
        }
        Self.end(code.rawValue)
    }

    private static func end(_ code: Int32) -> Never {
        #if canImport(Glibc)
            Glibc.exit(code)
        #elseif canImport(Musl)
            Musl.exit(code)
        #else
            Darwin.exit(code)
        #endif
    }

    private static func code(_ error: ImportError) -> Int32 {
        switch error {
        case .unreadable: EX_NOINPUT
        case .noHeader, .missingColumns: EX_DATAERR
        default: EX_USAGE
        }
    }

    private static func code(_ error: PostgresError) -> Int32 {
        error.retriability == .permanent ? EX_CONFIG : EX_UNAVAILABLE
    }

    private static func code(_ error: KafkaError) -> Int32 {
        switch error.retriability {
        case .permanent, .fatal: EX_CONFIG
        case .retriable, .unknown: EX_UNAVAILABLE
        }
    }
}

/// A server that the command needs does not answer. Exit code 69.
struct Unavailable: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}

/// A setting that has to be changed. Exit code 78.
struct SettingError: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}

/// The run ended before everything was stored. Exit code 75.
struct NotStored: Error, CustomStringConvertible {
    var description: String {
        """
        Not everything in the topic is stored yet; it is safe there: run clickstream consume --until-end when what \
        it waited for is over.
        """
    }
}

/// A file that the command was told to read cannot be read. Exit code 66.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}
