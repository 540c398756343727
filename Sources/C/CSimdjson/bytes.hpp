#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Reading many bytes at a time. Every buffer that these functions look at is followed by `padding` readable
// bytes, so a load that starts inside it never leaves it.
namespace csimdjson {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte has to be the lowest");

constexpr size_t padding = 64;

inline uint64_t load64(const uint8_t *p) {
    uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
}

/// A bit in each byte of `word` that equals `byte`; the lowest one is exact.
inline uint64_t matches(uint64_t word, uint8_t byte) {
    const uint64_t ones = 0x0101010101010101;
    const uint64_t difference = word ^ (ones * byte);
    return (difference - ones) & ~difference & (ones << 7);
}

/// The offset of the first quotation mark or backslash in the 16 bytes from `p` on, or 16.
inline uint32_t quote_or_backslash_in_16(const uint8_t *p) {
#if defined(__SSE2__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const uint32_t found = uint32_t(_mm_movemask_epi8(_mm_or_si128(quotes, backslashes)));
    return uint32_t(__builtin_ctz(found | 0x10000));
#else
    const uint64_t low = load64(p);
    const uint64_t high = load64(p + 8);
    const uint64_t in_low = matches(low, '"') | matches(low, '\\');
    const uint64_t in_high = matches(high, '"') | matches(high, '\\');
    if (in_low != 0) { return uint32_t(__builtin_ctzll(in_low)) >> 3; }
    return in_high != 0 ? 8 + (uint32_t(__builtin_ctzll(in_high)) >> 3) : 16;
#endif
}

/// The first quotation mark or backslash from `p` on, or `end`.
inline const uint8_t *find_quote_or_backslash(const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const uint32_t offset = quote_or_backslash_in_16(p);
        if (offset < 16) { return p + offset < end ? p + offset : end; }
        p += 16;
    }
    return end;
}

inline bool is_space(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

inline bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

/// Past the white space; stops at the zero bytes that follow a record.
inline const uint8_t *skip_space(const uint8_t *p) {
    while (is_space(*p)) { ++p; }
    return p;
}

} // namespace csimdjson
