#pragma once

#include "field_table.hpp"
#include "scanner.hpp"

// No call that can throw is used, and no exception may leave this target.
#define SIMDJSON_EXCEPTIONS 0
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

namespace csimdjson {

/// The record's own object: its members sorted into known fields and the rest.
class record_parser {
public:
    /// - Returns: false when out of memory, or for names that the table does not take.
    bool prepare(const csimdjson_limits &limits, const char *const *names, uint32_t count, uint32_t rest);

    csimdjson_status parse(const uint8_t *bytes, size_t count);

    const csimdjson_value *values() const { return fields; }
    const csimdjson_fault &fault() const { return scan.fault; }

private:
    scanner scan;
    field_table table;
    simdjson::ondemand::parser parser;
    csimdjson_value fields[field_table::most] = {};
    uint32_t field_count = 0;
    uint32_t rest_index = 0;

    /// The record, followed by zero bytes.
    std::unique_ptr<uint8_t[]> buffer;
    /// Unescaped strings and names, followed by padding.
    std::unique_ptr<uint8_t[]> scratch;
    /// `{` and the unknown members as written: never longer than the record.
    std::unique_ptr<uint8_t[]> rest_text;
    uint8_t *rest_end = nullptr;

    bool has_backslash = false;
    /// The rest field's own object as written; null where the record has none.
    const uint8_t *own_rest = nullptr;
    size_t own_rest_count = 0;

    bool explain_text(simdjson::error_code error);
    bool explain_root();
    bool explain_object();
    bool walk();
    bool member(const uint8_t *name, const uint8_t *value, const uint8_t *next);
    bool known(csimdjson_value &field, bool is_rest, const uint8_t *value, const uint8_t *next);
    bool text(csimdjson_value &field, const uint8_t *value, const uint8_t *end);
    bool unknown(const scanner::name &name, const uint8_t *written, const uint8_t *value,
                 const uint8_t *next);
    void compose_rest();
};

} // namespace csimdjson
