/// Why a text is no condition, and where: one sentence for whoever typed it.
struct FieldExpressionError: Error, Equatable, CustomStringConvertible {
    /// Characters before it, counted from 1.
    let position: Int
    let reason: String

    var description: String { "The condition is not understood at character \(position): \(reason)." }
}
