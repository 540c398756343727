/// Writes clicks as JSON objects, one after the other into the same buffer.
///
///     writer.begin()
///     writer.eventID(id)
///     writer.text(.eventType, "view_item")
///     writer.end()
///     writer.withBytes { producer.enqueue(value: $0) }
///
/// Members appear in the order of the calls; writing a field twice is the caller's mistake (a decoder refuses
/// such a record). No call allocates once the buffer has grown to the size of the largest click. Not
/// copyable, since it owns its buffer.
@usableFromInline
package struct ClickWriter: ~Copyable, Sendable {
    var buffer: WriteBuffer

    /// Not inlinable, since the buffer's type is not known outside; one call a click.
    @usableFromInline var written: UnsafeRawBufferPointer { buffer.bytes }

    /// - Parameter capacity: bytes to start with; the buffer grows by itself.
    package init(capacity: Int = 1024) {
        buffer = WriteBuffer(capacity: capacity)
    }

    /// Forgets the previous click and opens the object.
    package mutating func begin() {
        buffer.truncate(to: 0)
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "{"))
    }

    /// Closes the object.
    package mutating func end() {
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "}"))
    }

    /// What was written since `begin`, valid during `body`.
    @inlinable
    package func withBytes<R, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(written)
    }

    /// Bytes written since `begin`.
    package var count: Int { buffer.count }

    /// A copy as text, for tests, files and terminals.
    package var string: String { String(decoding: buffer.bytes, as: UTF8.self) }

    // MARK: Text

    /// A member of text; whatever JSON wants escaped is escaped.
    /// - Parameter bytes: UTF-8. It is not checked here: a decoder refuses a record that is not UTF-8.
    package mutating func text(_ field: ClickField, _ bytes: UnsafeRawBufferPointer) {
        open(field)
        appendEscaped(bytes)
        close()
    }

    /// A member of text that is made of two parts, such as an address and its query.
    package mutating func text(
        _ field: ClickField, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
    ) {
        open(field)
        appendEscaped(first)
        appendEscaped(second)
        close()
    }

    package mutating func text(_ field: ClickField, _ bytes: UnsafeBufferPointer<UInt8>) {
        text(field, UnsafeRawBufferPointer(bytes))
    }

    package mutating func text(_ field: ClickField, _ bytes: BorrowedBytes) {
        text(field, UnsafeRawBufferPointer(bytes.buffer))
    }

    package mutating func text(_ field: ClickField, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { text(field, $0) }
    }

    package mutating func text(_ field: ClickField, _ string: String) {
        var string = string
        string.withUTF8 { text(field, UnsafeRawBufferPointer($0)) }
    }

    /// The literal of the call; allocates nothing and is not a `String` on the way.
    package mutating func text(_ field: ClickField, _ literal: StaticString) {
        open(field)
        buffer.appendEscaped(literal.utf8Start, literal.utf8CodeUnitCount)
        close()
    }

    // MARK: What is JSON already

    /// A member whose value is JSON already: an object for `properties`, or whatever a test wants to see
    /// refused.
    package mutating func raw(_ field: ClickField, json: UnsafeRawBufferPointer) {
        name(field)
        append(json)
    }

    package mutating func raw(_ field: ClickField, json: [UInt8]) {
        json.withUnsafeBytes { raw(field, json: $0) }
    }

    package mutating func raw(_ field: ClickField, json: StaticString) {
        name(field)
        buffer.reserve(json.utf8CodeUnitCount)
        buffer.append(json)
    }

    /// The `properties` object.
    /// - Parameter rawJSON: one JSON object.
    package mutating func properties(rawJSON: UnsafeRawBufferPointer) {
        raw(.properties, json: rawJSON)
    }

    /// Members that were encoded before (`"a":1,"b":2`, without braces), as `withMembers` gives them: what
    /// many clicks have in common is encoded once.
    package mutating func members(_ json: UnsafeRawBufferPointer) {
        guard json.count > 0 else { return }
        separate()
        append(json)
    }

    /// The members written since `begin`, without braces, before `end`.
    package func withMembers<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(rebasing: buffer.bytes.dropFirst()))
    }

    // MARK: Whole records

    /// Takes a finished record as it is, in place of whatever was written.
    package mutating func copy(_ record: UnsafeRawBufferPointer) {
        buffer.truncate(to: 0)
        append(record)
    }

    /// Cuts the record short, as a lost connection does.
    package mutating func truncate(to count: Int) {
        buffer.truncate(to: count)
    }

    // MARK: Parts

    mutating func appendEscaped(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        buffer.appendEscaped(start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        buffer.reserve(bytes.count)
        buffer.append(start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// `,"name":`, and room for 48 bytes after it: any number, time or identity.
    mutating func name(_ field: ClickField) {
        separate()
        let name = field.name
        buffer.reserve(name.utf8CodeUnitCount + 3 + 48)
        buffer.append(UInt8(ascii: "\""))
        buffer.append(name)
        buffer.append("\":")
    }

    /// A comma, unless an object was opened just now.
    mutating func separate() {
        buffer.reserve(1)
        guard buffer.last != UInt8(ascii: "{") else { return }
        buffer.append(UInt8(ascii: ","))
    }

    mutating func open(_ field: ClickField) {
        name(field)
        buffer.append(UInt8(ascii: "\""))
    }

    mutating func close() {
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "\""))
    }
}
