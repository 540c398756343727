/// The members of `properties`, written one by one between `beginProperties` and `endProperties`.
extension ClickWriter {
    package mutating func beginProperties() {
        name(.properties)
        buffer.append(UInt8(ascii: "{"))
    }

    package mutating func endProperties() {
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "}"))
    }

    package mutating func property(_ name: StaticString, integer: Int64) {
        openProperty(name)
        append(integer: integer)
    }

    /// A number with up to four decimals.
    package mutating func property(_ name: StaticString, tenThousandths: Int64) {
        openProperty(name)
        append(tenThousandths: tenThousandths)
    }

    package mutating func property(_ name: StaticString, text: StaticString) {
        openProperty(name)
        buffer.append(UInt8(ascii: "\""))
        buffer.appendEscaped(text.utf8Start, text.utf8CodeUnitCount)
        close()
    }

    /// A member whose name and text come from outside; both are escaped. Outside of `properties` it is a
    /// top-level member of the click.
    package mutating func property(name: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer) {
        separate()
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "\""))
        appendEscaped(name)
        buffer.reserve(3)
        buffer.append("\":\"")
        appendEscaped(text)
        close()
    }

    /// `,"name":`, and room for 32 bytes after it.
    private mutating func openProperty(_ name: StaticString) {
        separate()
        buffer.reserve(1)
        buffer.append(UInt8(ascii: "\""))
        buffer.appendEscaped(name.utf8Start, name.utf8CodeUnitCount)
        buffer.reserve(2 + 32)
        buffer.append("\":")
    }
}
