/// What somebody may do in the console.
package enum ConsoleRole: String, Sendable, CaseIterable {
    /// Looks, and sees masked fields masked.
    case viewer
    /// Looks, sees everything, and may change things.
    case `operator`
}
