#include "scanner.hpp"

#include "escapes.hpp"

namespace csimdjson {

namespace {

const uint8_t *skip_digits(const uint8_t *p) {
    while (is_digit(*p)) { ++p; }
    return p;
}

} // namespace

number_token read_number(const uint8_t *p) {
    const number_token none = {nullptr, false, 0};
    if (*p == '-') { ++p; }
    if (!is_digit(*p)) { return none; }
    p = *p == '0' ? p + 1 : skip_digits(p);
    bool is_integer = true;
    if (*p == '.') {
        is_integer = false;
        if (!is_digit(p[1])) { return none; }
        p = skip_digits(p + 1);
    }
    uint32_t exponent = 0;
    if (*p == 'e' || *p == 'E') {
        is_integer = false;
        ++p;
        if (*p == '+' || *p == '-') { ++p; }
        if (!is_digit(*p)) { return none; }
        for (; is_digit(*p); ++p) {
            if (exponent < 100000) { exponent = exponent * 10 + uint32_t(*p - '0'); }
        }
    }
    return {p, is_integer, exponent};
}

void scanner::begin(const uint8_t *start, const uint8_t *end, uint8_t *scratch) {
    record = start;
    record_end = end;
    unescaped = scratch;
    names.clear();
    members = 0;
    latest_scope = 0;
}

const uint8_t *scanner::fail(csimdjson_status status, const uint8_t *at) {
    fault.status = status;
    fault.position = size_t(at - record);
    return nullptr;
}

const uint8_t *scanner::unexpected(const uint8_t *p) {
    if (p >= record_end) { return fail(CSIMDJSON_INCOMPLETE, record_end); }
    return fail(*p == 0 ? CSIMDJSON_NUL : CSIMDJSON_SYNTAX, p);
}

const uint8_t *scanner::string(const uint8_t *p, bool &has_escapes) {
    has_escapes = false;
    for (;;) {
        p = find_quote_or_backslash(p, record_end);
        if (p == record_end) { return fail(CSIMDJSON_UNCLOSED_STRING, p); }
        if (*p == '"') { return p; }
        has_escapes = true;
        const escape escape = read_escape(p);
        if (escape.status != CSIMDJSON_OK) { return fail(escape.status, p); }
        p += escape.length;
    }
}

scanner::name scanner::long_member(const uint8_t *p) {
    bool has_escapes;
    const uint8_t *quote = string(p, has_escapes);
    if (!quote) { return {p, 0, 0, {}, nullptr}; }
    const uint8_t *start = p;
    size_t count = size_t(quote - p);
    if (has_escapes) {
        start = unescaped;
        unescaped = unescape(p, quote, unescaped);
        count = size_t(unescaped - start);
    }
    return {start, uint32_t(count), hash_name(start, count, limits.seed), short_name_at(start, count), quote};
}

bool scanner::fail_twice(const name &name, const uint8_t *written) {
    fail(CSIMDJSON_DUPLICATE, written);
    fault.name = written;
    fault.name_count = size_t(name.quote - written);
    return false;
}

const uint8_t *scanner::scalar(const uint8_t *p) {
    switch (*p) {
    case '"': {
        bool has_escapes;
        const uint8_t *quote = string(p + 1, has_escapes);
        return quote ? quote + 1 : nullptr;
    }
    case 't': return std::memcmp(p, "true", 4) == 0 ? p + 4 : unexpected(p);
    case 'f': return std::memcmp(p, "false", 5) == 0 ? p + 5 : unexpected(p);
    case 'n': return std::memcmp(p, "null", 4) == 0 ? p + 4 : unexpected(p);
    default: break;
    }
    const number_token number = read_number(p);
    if (!number.end) { return unexpected(p); }
    if (size_t(number.end - p) > limits.number_bytes || number.exponent > limits.exponent) {
        return fail(CSIMDJSON_NUMBER_TOO_LARGE, p);
    }
    return number.end;
}

/// - Parameter p: where a name has to start.
/// - Returns: the first byte of the member's value.
const uint8_t *scanner::member_name(const uint8_t *p, uint32_t scope) {
    if (*p != '"') { return unexpected(p); }
    const name name = member(p + 1);
    if (!name.quote || !add(name, p + 1, scope)) { return nullptr; }
    p = skip_space(name.quote + 1);
    return *p == ':' ? skip_space(p + 1) : unexpected(p);
}

/// - Returns: the first value's first byte, or the closing bracket.
const uint8_t *scanner::open(const uint8_t *p, nesting &nesting, uint32_t scope, bool &is_empty) {
    if (nesting.open >= nesting.most) { return fail(CSIMDJSON_TOO_DEEP, p); }
    const bool is_object = *p == '{';
    nesting.is_object[nesting.open] = is_object;
    nesting.scope[nesting.open] = scope;
    nesting.open += 1;
    p = skip_space(p + 1);
    is_empty = *p == nesting.closer();
    return is_object && !is_empty ? member_name(p, scope) : p;
}

/// Goes on after a value.
/// - Returns: the next value's first byte, or where nothing is open any more the byte after all of it.
const uint8_t *scanner::close(const uint8_t *p, nesting &nesting, bool &is_value_next) {
    is_value_next = false;
    while (nesting.open > 0) {
        p = skip_space(p);
        if (*p == ',') {
            is_value_next = true;
            p = skip_space(p + 1);
            return nesting.in_object() ? member_name(p, nesting.scope[nesting.open - 1]) : p;
        }
        if (*p != nesting.closer()) { return unexpected(p); }
        nesting.open -= 1;
        p += 1;
    }
    return p;
}

const uint8_t *scanner::container(const uint8_t *p, uint32_t scope, uint32_t levels) {
    nesting nesting;
    nesting.most = limits.depth - levels;
    bool is_value_next = true;
    while (is_value_next) {
        if (*p == '{' || *p == '[') {
            bool is_empty;
            p = open(p, nesting, scope, is_empty);
            if (!p) { return nullptr; }
            scope = new_scope();
            if (!is_empty) { continue; }
        } else {
            p = scalar(p);
            if (!p) { return nullptr; }
        }
        p = close(p, nesting, is_value_next);
        if (!p) { return nullptr; }
    }
    return p;
}

} // namespace csimdjson
