/// What a connection's decoder has seen. Lives on the connection's event loop, as the decoder and the handler
/// that share it do.
package final class FrameProgress {
    /// Frames so far.
    package internal(set) var completed: UInt64 = 0
    /// Some bytes of the next frame are there, and not all.
    package internal(set) var isIncomplete = false

    package init() {}
}
