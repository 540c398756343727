#pragma once

#include "name_set.hpp"

#include "include/CSimdjson.h"

namespace csimdjson {

/// A number as JSON writes it (RFC 8259, section 6).
struct number_token {
    /// Null where there is no valid number.
    const uint8_t *end;
    bool is_integer;
    /// The exponent's magnitude, capped.
    uint32_t exponent;
};

/// Reads the number that starts at `p`; stops at the first byte that is no part of it.
number_token read_number(const uint8_t *p);

/// Checks JSON text as strictly as PostgreSQL's jsonb does, and the names of its objects for being unique.
///
/// The text has passed simdjson's first stage: it is UTF-8, no string is left open or holds a control
/// character. It lies in a buffer that is followed by zero bytes, which are no part of any token, so a scan
/// ends there at the latest. Needs constant stack, whatever the depth.
class scanner {
public:
    csimdjson_limits limits{};
    const uint8_t *record = nullptr;
    const uint8_t *record_end = nullptr;
    name_set names;
    /// Members seen in this record, all objects together.
    uint32_t members = 0;
    csimdjson_fault fault{};

    /// Where unescaped strings go: as large as the record's buffer, since no string grows.
    uint8_t *unescaped = nullptr;

    /// Starts on a record.
    void begin(const uint8_t *start, const uint8_t *end, uint8_t *scratch);

    /// - Parameter p: after the opening quotation mark.
    /// - Returns: the closing quotation mark, or null with `fault` set.
    const uint8_t *string(const uint8_t *p, bool &has_escapes);

    /// Checks the array or object that opens at `p`, below `levels` others; an object's names go to `scope`.
    /// - Returns: the byte after it, or null with `fault` set.
    const uint8_t *container(const uint8_t *p, uint32_t scope, uint32_t levels);

    /// Checks a string, number or literal of the rest field.
    /// - Returns: the byte after it, or null with `fault` set.
    const uint8_t *scalar(const uint8_t *p);

    /// A name's meaning, as bytes that last until the next record.
    struct name {
        const uint8_t *start;
        uint32_t count;
        uint64_t hash;
        short_name key;
        /// The closing quotation mark; null with `fault` set.
        const uint8_t *quote;
    };

    /// Reads the name whose opening quotation mark is before `p`, and counts it as a member.
    name member(const uint8_t *p) {
        if (members >= limits.members) { return {p, 0, 0, {}, fail(CSIMDJSON_TOO_MANY_MEMBERS, p)}; }
        members += 1;
        // Nearly every name is short and has no escape.
        const uint32_t count = quote_or_backslash_in_16(p);
        if (count == 16 || p[count] != '"') { return long_member(p); }
        const short_name key = short_name_at(p, count);
        return {p, count, hash_short(key, count, limits.seed), key, p + count};
    }

    /// Adds a name to the object `scope`.
    /// - Returns: false with `fault` set where it is there already.
    bool add(const name &name, const uint8_t *written, uint32_t scope) {
        return names.insert(name.start, name.count, name.hash, scope) || fail_twice(name, written);
    }

    /// Sets the fault that a name is there twice.
    /// - Returns: false, for the caller to return.
    bool fail_twice(const name &name, const uint8_t *written);

    /// An object of the record that no name was added to yet.
    uint32_t new_scope() { return ++latest_scope; }

    /// Sets the fault.
    /// - Returns: null, for the caller to return.
    const uint8_t *fail(csimdjson_status status, const uint8_t *at);

    /// What is at `p` cannot be there: a fault of its own where that is a zero byte or the record's end.
    const uint8_t *unexpected(const uint8_t *p);

private:
    static constexpr uint32_t deepest = 64;

    /// The arrays and objects that are open, outermost first.
    struct nesting {
        uint32_t open = 0;
        uint32_t most;
        bool is_object[deepest];
        uint32_t scope[deepest];

        bool in_object() const { return is_object[open - 1]; }
        uint8_t closer() const { return in_object() ? '}' : ']'; }
    };

    uint32_t latest_scope = 0;

    const uint8_t *open(const uint8_t *p, nesting &nesting, uint32_t scope, bool &is_empty);
    const uint8_t *close(const uint8_t *p, nesting &nesting, bool &is_value_next);
    const uint8_t *member_name(const uint8_t *p, uint32_t scope);
    name long_member(const uint8_t *p);
};

} // namespace csimdjson
