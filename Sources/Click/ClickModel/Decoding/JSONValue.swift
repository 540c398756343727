/// What a field holds. The codes are those of `csimdjson_kind`.
///
/// Not an enum: making one of a code that comes from C is a check for each field of each record.
struct JSONKind: Equatable {
    let code: UInt32

    static var absent: JSONKind { JSONKind(code: 0) }
    static var null: JSONKind { JSONKind(code: 1) }
    static var string: JSONKind { JSONKind(code: 2) }
    /// A number as digits with at most a minus before them.
    static var integer: JSONKind { JSONKind(code: 3) }
    /// A number with a fraction or an exponent.
    static var decimal: JSONKind { JSONKind(code: 4) }
    static var `true`: JSONKind { JSONKind(code: 5) }
    static var `false`: JSONKind { JSONKind(code: 6) }
    static var array: JSONKind { JSONKind(code: 7) }
    static var object: JSONKind { JSONKind(code: 8) }
}

/// A field's value as a view into a `RecordParser`'s buffers: a string's meaning, anything else as written.
struct JSONValue {
    let kind: JSONKind
    let text: BorrowedBytes

    /// JSON `null` says as much as no field at all.
    var isAbsent: Bool { kind.code <= JSONKind.null.code }
}
