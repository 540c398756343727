/// Texts as the array of C strings that libpq takes: one buffer, however many there are.
struct ParameterBlock {
    private var bytes: [CChar] = []
    /// Where each text starts in `bytes`; `nil` for NULL.
    private var starts: [Int?] = []

    /// Texts must be free of NUL: C would end them there.
    init(_ texts: [String?]) {
        for text in texts {
            guard let text else {
                starts.append(nil)
                continue
            }
            starts.append(bytes.count)
            for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
            bytes.append(0)
        }
    }

    /// The pointers end with one null pointer more, and live during `body` only.
    func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        withPointers(first: []) { body($0, $1) }
    }

    /// The same behind a value in binary form.
    func withPointers<Result>(
        behind binary: UnsafeRawPointer?, _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        withPointers(first: [binary?.assumingMemoryBound(to: CChar.self)]) { body($0, $1) }
    }

    private func withPointers<Result>(
        first: [UnsafePointer<CChar>?], _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            var pointers = first
            for start in starts { pointers.append(start.flatMap { buffer.baseAddress?.advanced(by: $0) }) }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { body(Int32($0.count - 1), $0.baseAddress) }
        }
    }
}
