#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CSIMDJSON_NOEXCEPT noexcept
extern "C" {
#else
#define CSIMDJSON_NOEXCEPT
#endif

/// Takes one flat JSON object apart: values of known fields as views, everything else as one JSON text.
/// Owns its buffers, allocates nothing after creation, and is used by one thread at a time.
typedef struct csimdjson_parser csimdjson_parser;

typedef enum csimdjson_kind {
    CSIMDJSON_ABSENT = 0,
    CSIMDJSON_NULL,
    /// `start` and `count` are the unescaped UTF-8, free of NUL.
    CSIMDJSON_STRING,
    /// `start` and `count` are the number as written: an optional minus and digits.
    CSIMDJSON_INTEGER,
    /// `start` and `count` are the number as written, with a fraction or an exponent.
    CSIMDJSON_DECIMAL,
    CSIMDJSON_TRUE,
    CSIMDJSON_FALSE,
    CSIMDJSON_ARRAY,
    /// `start` and `count` are the object as written; for the rest field, as composed: see
    /// `csimdjson_create`.
    CSIMDJSON_OBJECT
} csimdjson_kind;

typedef struct csimdjson_value {
    const uint8_t *start;
    uint32_t count;
    uint32_t kind;
} csimdjson_value;

typedef enum csimdjson_status {
    CSIMDJSON_OK = 0,
    CSIMDJSON_EMPTY,
    CSIMDJSON_TOO_LARGE,
    CSIMDJSON_INVALID_UTF8,
    /// A zero byte, or the escape for one.
    CSIMDJSON_NUL,
    /// Half of a surrogate pair as an escape.
    CSIMDJSON_SURROGATE,
    /// A control character inside a string that JSON wants escaped.
    CSIMDJSON_CONTROL_CHARACTER,
    CSIMDJSON_UNCLOSED_STRING,
    CSIMDJSON_BYTE_ORDER_MARK,
    CSIMDJSON_NOT_AN_OBJECT,
    CSIMDJSON_INCOMPLETE,
    CSIMDJSON_SYNTAX,
    CSIMDJSON_TRAILING,
    CSIMDJSON_TOO_DEEP,
    CSIMDJSON_DUPLICATE,
    CSIMDJSON_TOO_MANY_MEMBERS,
    CSIMDJSON_NUMBER_TOO_LARGE
} csimdjson_status;

typedef struct csimdjson_limits {
    size_t record_bytes;
    /// Levels of objects and arrays, the record's own object being the first; 2 to 64.
    uint32_t depth;
    /// Members of all objects of a record taken together.
    uint32_t members;
    /// Length of a number that goes into the rest field, as written.
    uint32_t number_bytes;
    /// Magnitude of the exponent of such a number.
    uint32_t exponent;
    /// Any value; keeps the hashes of names unpredictable. No result depends on it.
    uint64_t seed;
} csimdjson_limits;

/// What is wrong with the latest record, and where.
typedef struct csimdjson_fault {
    csimdjson_status status;
    /// Offset of the byte at fault.
    size_t position;
    /// The top-level name, as written, that was being read; null where there was none.
    const uint8_t *field;
    size_t field_count;
    /// For a duplicate, the name that is there twice, as written.
    const uint8_t *name;
    size_t name_count;
} csimdjson_fault;

/// Makes a parser that knows the fields `names` (each at most 16 bytes, no two alike, at most 64).
///
/// The field with index `rest` is an object; it is composed of its own members and of every top-level
/// member whose name is not among `names`. Those names have to be unique together. Its text is an object that
/// PostgreSQL's `jsonb` accepts: names unique in each object, no NUL, no half of a surrogate pair, depth and
/// numbers within the limits. It is absent where it would have no member.
/// - Returns: null when out of memory, or for limits or names that break the rules above.
csimdjson_parser *csimdjson_create(const csimdjson_limits *limits, const char *const *names, uint32_t count,
                                   uint32_t rest) CSIMDJSON_NOEXCEPT;

void csimdjson_destroy(csimdjson_parser *parser) CSIMDJSON_NOEXCEPT;

/// Parses `count` bytes. The record is copied: nothing points into it afterwards.
csimdjson_status csimdjson_parse(csimdjson_parser *parser, const void *record,
                                 size_t count) CSIMDJSON_NOEXCEPT;

/// The values, one for each name in the order of creation; their contents hold after a parse that returned
/// `CSIMDJSON_OK`, until the next one. The address never changes.
const csimdjson_value *csimdjson_values(const csimdjson_parser *parser) CSIMDJSON_NOEXCEPT;

/// The fault of the latest parse that did not return `CSIMDJSON_OK`; its views hold until the next parse.
csimdjson_fault csimdjson_latest_fault(const csimdjson_parser *parser) CSIMDJSON_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
