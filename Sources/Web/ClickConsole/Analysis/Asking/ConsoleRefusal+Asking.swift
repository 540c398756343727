internal import Hummingbird

extension ConsoleRefusal {
    /// A parameter that is not understood.
    static func unclear(_ sentence: String) -> ConsoleRefusal { ConsoleRefusal(.badRequest, sentence) }

    /// A name that nothing has.
    static func unknown(_ sentence: String) -> ConsoleRefusal { ConsoleRefusal(.notFound, sentence) }
}
