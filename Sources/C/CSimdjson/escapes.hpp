#pragma once

#include "bytes.hpp"
#include "include/CSimdjson.h"

// The escapes of JSON strings (RFC 8259, section 7), as strict as PostgreSQL's jsonb: no NUL, and no half of
// a surrogate pair.
namespace csimdjson {

/// - Returns: the value of four hexadecimal digits, or a negative number. Stops at the first other byte.
inline int32_t hex4(const uint8_t *p) {
    int32_t value = 0;
    for (int index = 0; index < 4; ++index) {
        const uint8_t byte = p[index];
        int32_t digit;
        if (is_digit(byte)) {
            digit = byte - '0';
        } else if (uint8_t((byte | 0x20) - 'a') < 6) {
            digit = (byte | 0x20) - 'a' + 10;
        } else {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

struct escape {
    /// Bytes from the backslash on.
    uint32_t length;
    uint32_t code_point;
    csimdjson_status status;
};

/// `\uXXXX`, or the two of them that make up a surrogate pair.
inline escape read_unicode_escape(const uint8_t *p) {
    const int32_t first = hex4(p + 2);
    if (first < 0) { return {0, 0, CSIMDJSON_SYNTAX}; }
    if (first == 0) { return {0, 0, CSIMDJSON_NUL}; }
    if (first < 0xd800 || first > 0xdfff) { return {6, uint32_t(first), CSIMDJSON_OK}; }
    if (first > 0xdbff || p[6] != '\\' || p[7] != 'u') { return {0, 0, CSIMDJSON_SURROGATE}; }
    const int32_t second = hex4(p + 8);
    if (second < 0xdc00 || second > 0xdfff) { return {0, 0, CSIMDJSON_SURROGATE}; }
    const uint32_t code_point = 0x10000 + (uint32_t(first - 0xd800) << 10) + uint32_t(second - 0xdc00);
    return {12, code_point, CSIMDJSON_OK};
}

/// Reads the escape whose backslash is at `p`. Never looks past the first byte that makes it invalid.
inline escape read_escape(const uint8_t *p) {
    switch (p[1]) {
    case '"': return {2, '"', CSIMDJSON_OK};
    case '\\': return {2, '\\', CSIMDJSON_OK};
    case '/': return {2, '/', CSIMDJSON_OK};
    case 'b': return {2, '\b', CSIMDJSON_OK};
    case 'f': return {2, '\f', CSIMDJSON_OK};
    case 'n': return {2, '\n', CSIMDJSON_OK};
    case 'r': return {2, '\r', CSIMDJSON_OK};
    case 't': return {2, '\t', CSIMDJSON_OK};
    case 'u': return read_unicode_escape(p);
    default: return {0, 0, CSIMDJSON_SYNTAX};
    }
}

/// Writes `code_point` as UTF-8; never more bytes than its escape has.
inline uint8_t *write_utf8(uint8_t *out, uint32_t code_point) {
    if (code_point < 0x80) {
        *out++ = uint8_t(code_point);
    } else if (code_point < 0x800) {
        *out++ = uint8_t(0xc0 | code_point >> 6);
        *out++ = uint8_t(0x80 | (code_point & 0x3f));
    } else if (code_point < 0x10000) {
        *out++ = uint8_t(0xe0 | code_point >> 12);
        *out++ = uint8_t(0x80 | (code_point >> 6 & 0x3f));
        *out++ = uint8_t(0x80 | (code_point & 0x3f));
    } else {
        *out++ = uint8_t(0xf0 | code_point >> 18);
        *out++ = uint8_t(0x80 | (code_point >> 12 & 0x3f));
        *out++ = uint8_t(0x80 | (code_point >> 6 & 0x3f));
        *out++ = uint8_t(0x80 | (code_point & 0x3f));
    }
    return out;
}

/// Writes what the string from `p` to `end` means to `out`, which has room for as many bytes. The escapes
/// have been found valid before.
/// - Returns: the end of what was written.
inline uint8_t *unescape(const uint8_t *p, const uint8_t *end, uint8_t *out) {
    while (p < end) {
        const void *found = std::memchr(p, '\\', size_t(end - p));
        const uint8_t *next = found ? static_cast<const uint8_t *>(found) : end;
        std::memcpy(out, p, size_t(next - p));
        out += next - p;
        if (next == end) { break; }
        const escape escape = read_escape(next);
        out = write_utf8(out, escape.code_point);
        p = next + escape.length;
    }
    return out;
}

} // namespace csimdjson
