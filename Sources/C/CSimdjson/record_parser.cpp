#include "record_parser.hpp"

#include "escapes.hpp"
#include "utf8.hpp"

namespace csimdjson {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

namespace {

bool is_structural(uint8_t byte) {
    return byte == ',' || byte == ':' || byte == ']' || byte == '}';
}

/// The end of what stands before `next`, white space left out.
const uint8_t *trim(const uint8_t *start, const uint8_t *next) {
    while (next > start && is_space(next[-1])) { --next; }
    return next;
}

} // namespace

bool record_parser::prepare(const csimdjson_limits &limits, const char *const *names, uint32_t count,
                            uint32_t rest) {
    if (count == 0 || count > field_table::most || rest >= count) { return false; }
    if (limits.depth < 2 || limits.depth > 64) { return false; }
    if (limits.members == 0 || limits.record_bytes < 2) { return false; }
    // Offsets and lengths are 32 bits wide.
    if (limits.record_bytes > UINT32_MAX / 2 || limits.members > UINT32_MAX / 4) { return false; }
    scan.limits = limits;
    field_count = count;
    rest_index = rest;
    // Memory that no record reaches is never touched, and so costs addresses only.
    buffer.reset(new (std::nothrow) uint8_t[limits.record_bytes + padding]);
    scratch.reset(new (std::nothrow) uint8_t[limits.record_bytes + padding]);
    rest_text.reset(new (std::nothrow) uint8_t[limits.record_bytes + padding]);
    if (!buffer || !scratch || !rest_text || !scan.names.reserve(limits.members)) { return false; }
    if (parser.allocate(limits.record_bytes) != simdjson::SUCCESS) { return false; }
    return table.build(names, count, limits.seed);
}

/// - Parameter end: after the closing quotation mark.
bool record_parser::text(csimdjson_value &field, const uint8_t *value, const uint8_t *end) {
    const uint8_t *start = value + 1;
    const uint8_t *quote = end - 1;
    if (quote < start || *quote != '"') { return scan.unexpected(end) != nullptr; }
    if (has_backslash && std::memchr(start, '\\', size_t(quote - start))) {
        bool has_escapes;
        const uint8_t *closing = scan.string(start, has_escapes);
        if (!closing) { return false; }
        if (closing != quote) { return scan.unexpected(closing + 1) != nullptr; }
        uint8_t *meaning = scan.unescaped;
        scan.unescaped = unescape(start, quote, meaning);
        field = {meaning, uint32_t(scan.unescaped - meaning), CSIMDJSON_STRING};
    } else {
        field = {start, uint32_t(quote - start), CSIMDJSON_STRING};
    }
    return true;
}

bool record_parser::known(csimdjson_value &field, bool is_rest, const uint8_t *value,
                          const uint8_t *next) {
    if (*value == '{' || *value == '[') {
        const bool is_object = *value == '{';
        const uint32_t scope = is_rest && is_object ? 0 : scan.new_scope();
        const uint8_t *end = scan.container(value, scope, 1);
        if (!end) { return false; }
        field = {value, uint32_t(end - value), uint32_t(is_object ? CSIMDJSON_OBJECT : CSIMDJSON_ARRAY)};
        if (is_rest && is_object) {
            own_rest = value;
            own_rest_count = field.count;
        }
        return true;
    }
    // A scalar is one token: what follows has to be the end of the member.
    if (is_structural(*value)) { return scan.unexpected(value) != nullptr; }
    if (*next != ',' && *next != '}') { return scan.unexpected(next) != nullptr; }
    const uint8_t *end = trim(value, next);
    if (*value == '"') { return text(field, value, end); }
    const size_t count = size_t(end - value);
    if (count == 4 && std::memcmp(value, "null", 4) == 0) {
        field.kind = CSIMDJSON_NULL;
    } else if (count == 4 && std::memcmp(value, "true", 4) == 0) {
        field.kind = CSIMDJSON_TRUE;
    } else if (count == 5 && std::memcmp(value, "false", 5) == 0) {
        field.kind = CSIMDJSON_FALSE;
    } else {
        const number_token number = read_number(value);
        if (number.end != end) { return scan.unexpected(number.end ? number.end : value) != nullptr; }
        field.kind = number.is_integer ? CSIMDJSON_INTEGER : CSIMDJSON_DECIMAL;
    }
    field.start = value;
    field.count = uint32_t(count);
    return true;
}

/// - Parameters:
///   - name: after its opening quotation mark.
///   - next: the token after the value's first.
inline bool record_parser::member(const uint8_t *name, const uint8_t *value, const uint8_t *next) {
    const scanner::name meaning = scan.member(name);
    if (!meaning.quote) { return false; }
    const uint32_t index = table.find(meaning.key, meaning.count, meaning.hash);
    bool is_right;
    if (index == field_table::unknown) {
        is_right = unknown(meaning, name, value, next);
    } else if (fields[index].kind != CSIMDJSON_ABSENT) {
        is_right = scan.fail_twice(meaning, name);
    } else if (!has_backslash && *value == '"' && next - value >= 2 && next[-1] == '"' &&
               (*next == ',' || *next == '}')) {
        // The usual case, cut short: nothing to unescape, and no white space to leave out.
        fields[index] = {value + 1, uint32_t(next - value - 2), CSIMDJSON_STRING};
        return true;
    } else {
        is_right = known(fields[index], index == rest_index, value, next);
    }
    if (!is_right) {
        scan.fault.field = name;
        scan.fault.field_count = size_t(meaning.quote - name);
    }
    return is_right;
}

/// Goes through the members of the record's object, once.
inline bool record_parser::walk() {
    const size_t count = size_t(scan.record_end - scan.record);
    ondemand::document document;
    error_code error = parser.iterate(buffer.get(), count, count + padding).get(document);
    if (error) { return explain_text(error); }
    ondemand::object object;
    error = document.get_object().get(object);
    if (error) { return explain_root(); }
    for (auto item : object) {
        ondemand::field field;
        error = std::move(item).get(field);
        if (error) { break; }
        // The token reaches to the next one: to the comma or the bracket, if the record is right.
        const std::string_view token = field.value().raw_json_token();
        const uint8_t *value = reinterpret_cast<const uint8_t *>(token.data());
        const uint8_t *name = reinterpret_cast<const uint8_t *>(field.key().raw());
        if (!member(name, value, value + token.size())) { return false; }
    }
    const char *location;
    const bool is_at_end = document.current_location().get(location) != simdjson::SUCCESS;
    return (!error && is_at_end) || explain_object();
}

csimdjson_status record_parser::parse(const uint8_t *bytes, size_t count) {
    scan.fault = {};
    if (count == 0) { return scan.fault.status = CSIMDJSON_EMPTY; }
    if (count > scan.limits.record_bytes) { return scan.fault.status = CSIMDJSON_TOO_LARGE; }
    std::memcpy(buffer.get(), bytes, count);
    std::memset(buffer.get() + count, 0, padding);
    std::memset(fields, 0, field_count * sizeof fields[0]);
    scan.begin(buffer.get(), buffer.get() + count, scratch.get());
    has_backslash = std::memchr(buffer.get(), '\\', count) != nullptr;
    rest_text[0] = '{';
    rest_end = rest_text.get() + 1;
    own_rest = nullptr;
    own_rest_count = 0;
    if (!walk()) { return scan.fault.status; }
    compose_rest();
    return CSIMDJSON_OK;
}

/// Says why simdjson's first stage refused the text, the encoding before all else.
bool record_parser::explain_text(error_code error) {
    const uint8_t *start = scan.record;
    const uint8_t *end = scan.record_end;
    const uint8_t *invalid = find_invalid_utf8(start, end);
    if (invalid != end) { return scan.fail(CSIMDJSON_INVALID_UTF8, invalid) != nullptr; }
    if (error == simdjson::EMPTY) { return scan.fail(CSIMDJSON_EMPTY, end) != nullptr; }
    const void *nul = std::memchr(start, 0, size_t(end - start));
    if (nul) { return scan.fail(CSIMDJSON_NUL, static_cast<const uint8_t *>(nul)) != nullptr; }
    if (error == simdjson::UNCLOSED_STRING) { return scan.fail(CSIMDJSON_UNCLOSED_STRING, end) != nullptr; }
    if (error == simdjson::UNESCAPED_CHARS) {
        for (const uint8_t *p = start; p < end; ++p) {
            if (*p < 0x20 && !is_space(*p)) { return scan.fail(CSIMDJSON_CONTROL_CHARACTER, p) != nullptr; }
        }
        // A line feed or a tabulator in a string, which are white space elsewhere.
        return scan.fail(CSIMDJSON_CONTROL_CHARACTER, end) != nullptr;
    }
    return scan.fail(CSIMDJSON_SYNTAX, start) != nullptr;
}

/// Says what the record is, since it is not an object from its first token to its last.
bool record_parser::explain_root() {
    const uint8_t *start = scan.record;
    if (std::memcmp(start, "\xef\xbb\xbf", 3) == 0) {
        return scan.fail(CSIMDJSON_BYTE_ORDER_MARK, start) != nullptr;
    }
    const uint8_t *p = skip_space(start);
    if (*p == '{') { return explain_object(); }
    const bool is_literal = std::memcmp(p, "true", 4) == 0 || std::memcmp(p, "false", 5) == 0 ||
                            std::memcmp(p, "null", 4) == 0;
    if (*p == '[' || *p == '"' || is_literal || read_number(p).end) {
        return scan.fail(CSIMDJSON_NOT_AN_OBJECT, p) != nullptr;
    }
    return scan.unexpected(p) != nullptr;
}

/// Says where the record's object goes wrong: simdjson skips tokens, and so can only tell that it does.
bool record_parser::explain_object() {
    scan.begin(scan.record, scan.record_end, scratch.get());
    const uint8_t *end = scan.container(skip_space(scan.record), scan.new_scope(), 0);
    if (!end) { return false; }
    end = skip_space(end);
    const bool is_nul = end < scan.record_end && *end == 0;
    return scan.fail(is_nul ? CSIMDJSON_NUL : CSIMDJSON_TRAILING, end) != nullptr;
}

/// Checks a member that no field is known for, and adds it to the rest as it is written.
bool record_parser::unknown(const scanner::name &name, const uint8_t *written, const uint8_t *value,
                            const uint8_t *next) {
    if (!scan.add(name, written, 0)) { return false; }
    const bool is_container = *value == '{' || *value == '[';
    const uint8_t *end = is_container ? scan.container(value, scan.new_scope(), 1) : scan.scalar(value);
    if (!end) { return false; }
    if (!is_container) {
        if (*next != ',' && *next != '}') { return scan.unexpected(next) != nullptr; }
        if (skip_space(end) != next) { return scan.unexpected(skip_space(end)) != nullptr; }
    }
    if (rest_end != rest_text.get() + 1) { *rest_end++ = ','; }
    const size_t name_count = size_t(name.quote + 1 - (written - 1));
    std::memcpy(rest_end, written - 1, name_count);
    rest_end += name_count;
    *rest_end++ = ':';
    std::memcpy(rest_end, value, size_t(end - value));
    rest_end += end - value;
    return true;
}

/// Puts the unknown members and the rest field's own together.
void record_parser::compose_rest() {
    csimdjson_value &field = fields[rest_index];
    const bool has_unknown = rest_end != rest_text.get() + 1;
    // An object without a member says nothing.
    const bool has_own = own_rest && *skip_space(own_rest + 1) != '}';
    if (own_rest && !has_own && !has_unknown) { field = {nullptr, 0, CSIMDJSON_ABSENT}; }
    if (!has_unknown) { return; }
    const bool is_object_or_none = field.kind <= CSIMDJSON_NULL || own_rest;
    // A rest field of another type stays what it is, for the caller to refuse.
    if (!is_object_or_none) { return; }
    if (has_own) {
        *rest_end++ = ',';
        std::memcpy(rest_end, own_rest + 1, own_rest_count - 1);
        rest_end += own_rest_count - 1;
    } else {
        *rest_end++ = '}';
    }
    field = {rest_text.get(), uint32_t(rest_end - rest_text.get()), CSIMDJSON_OBJECT};
}

} // namespace csimdjson

struct csimdjson_parser {
    csimdjson::record_parser parser;
};

csimdjson_parser *csimdjson_create(const csimdjson_limits *limits, const char *const *names, uint32_t count,
                                   uint32_t rest) CSIMDJSON_NOEXCEPT {
    auto parser = std::unique_ptr<csimdjson_parser>(new (std::nothrow) csimdjson_parser);
    if (!parser || !parser->parser.prepare(*limits, names, count, rest)) { return nullptr; }
    return parser.release();
}

void csimdjson_destroy(csimdjson_parser *parser) CSIMDJSON_NOEXCEPT { delete parser; }

csimdjson_status csimdjson_parse(csimdjson_parser *parser, const void *record,
                                 size_t count) CSIMDJSON_NOEXCEPT {
    return parser->parser.parse(static_cast<const uint8_t *>(record), count);
}

const csimdjson_value *csimdjson_values(const csimdjson_parser *parser) CSIMDJSON_NOEXCEPT {
    return parser->parser.values();
}

csimdjson_fault csimdjson_latest_fault(const csimdjson_parser *parser) CSIMDJSON_NOEXCEPT {
    return parser->parser.fault();
}
