internal import CSimdjson

/// Takes a record apart, by simdjson and the checks in CSimdjson.
///
/// Its memory is taken once, in `init`; pages that no record reaches are never touched. Noncopyable, since it
/// owns the C parser, and used by one thread at a time: what it hands out are views into its buffers, which
/// hold until the next `parse`.
struct RecordParser: ~Copyable {
    private let handle: OpaquePointer
    /// One value a `ClickField`; the address never changes while `handle` lives.
    private let values: UnsafePointer<csimdjson_value>

    /// - Parameter seed: any value; no result depends on it (see `csimdjson_limits`).
    init(limits: ClickLimits, seed: UInt64) {
        var cLimits = csimdjson_limits(
            record_bytes: limits.recordBytes, depth: UInt32(limits.nestingDepth),
            members: UInt32(limits.members),
            number_bytes: UInt32(limits.numberBytes), exponent: UInt32(limits.numberExponent), seed: seed)
        let names = ClickField.allCases.map {
            UnsafeRawPointer($0.name.utf8Start).assumingMemoryBound(to: CChar.self)
        }
        let handle = names.map(Optional.some).withUnsafeBufferPointer {
            csimdjson_create(
                &cLimits, $0.baseAddress, UInt32($0.count), UInt32(ClickField.properties.rawValue))
        }
        // Limits are checked in ClickLimits and names are ours, so what is left is a machine without memory.
        guard let handle, let values = csimdjson_values(handle) else {
            preconditionFailure("no memory for a record parser of \(limits.recordBytes) bytes")
        }
        self.handle = handle
        self.values = values
    }

    deinit { csimdjson_destroy(handle) }

    /// - Returns: whether the record is one JSON object within the limits; if not, see `fault()`.
    func parse(_ record: UnsafeRawBufferPointer) -> Bool {
        csimdjson_parse(handle, record.baseAddress, record.count) == CSIMDJSON_OK
    }

    /// A field of the record that was parsed last, where that succeeded.
    @inline(__always)
    subscript(field: ClickField) -> JSONValue {
        let value = values[field.rawValue]
        return JSONValue(
            kind: JSONKind(code: value.kind), text: BorrowedBytes(start: value.start, count: Int(value.count))
        )
    }

    /// What is wrong with the record that was parsed last, where that failed.
    func fault() -> RecordFault {
        let fault = csimdjson_latest_fault(handle)
        let field = UnsafeBufferPointer(start: fault.field, count: fault.field_count)
        let name = UnsafeBufferPointer(start: fault.name, count: fault.name_count)
        return RecordFault(
            kind: RecordFault.Kind(fault.status), position: fault.position,
            field: fault.field == nil ? nil : Excerpt.plain(field),
            name: fault.name == nil ? nil : Excerpt.plain(name))
    }
}

extension RecordFault.Kind {
    fileprivate init(_ status: csimdjson_status) {
        self =
            switch status {
            case CSIMDJSON_EMPTY: .empty
            case CSIMDJSON_TOO_LARGE: .tooLarge
            case CSIMDJSON_INVALID_UTF8: .invalidUTF8
            case CSIMDJSON_NUL: .nul
            case CSIMDJSON_SURROGATE: .surrogate
            case CSIMDJSON_CONTROL_CHARACTER: .controlCharacter
            case CSIMDJSON_UNCLOSED_STRING: .unclosedString
            case CSIMDJSON_BYTE_ORDER_MARK: .byteOrderMark
            case CSIMDJSON_NOT_AN_OBJECT: .notAnObject
            case CSIMDJSON_INCOMPLETE: .incomplete
            case CSIMDJSON_TRAILING: .trailing
            case CSIMDJSON_TOO_DEEP: .tooDeep
            case CSIMDJSON_DUPLICATE: .duplicate
            case CSIMDJSON_TOO_MANY_MEMBERS: .tooManyMembers
            case CSIMDJSON_NUMBER_TOO_LARGE: .numberTooLarge
            default: .syntax
            }
    }
}
