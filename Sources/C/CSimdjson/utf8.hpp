#pragma once

#include "bytes.hpp"

namespace csimdjson {

/// Finds what makes text invalid UTF-8 (RFC 3629): for a message, after simdjson has refused it.
/// - Returns: the first byte of the first invalid sequence, or `end`.
inline const uint8_t *find_invalid_utf8(const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const uint8_t first = *p;
        size_t length = 1;
        uint8_t low = 0x80;
        uint8_t high = 0xbf;
        if (first >= 0x80) {
            if (first < 0xc2 || first > 0xf4) { return p; }
            length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            if (first == 0xe0) { low = 0xa0; }
            if (first == 0xed) { high = 0x9f; }
            if (first == 0xf0) { low = 0x90; }
            if (first == 0xf4) { high = 0x8f; }
        }
        if (size_t(end - p) < length) { return p; }
        for (size_t index = 1; index < length; ++index) {
            if (p[index] < low || p[index] > high) { return p; }
            low = 0x80;
            high = 0xbf;
        }
        p += length;
    }
    return end;
}

} // namespace csimdjson
