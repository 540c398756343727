#pragma once

#include "bytes.hpp"

#include <memory>
#include <new>

namespace csimdjson {

inline uint64_t mix(uint64_t a, uint64_t b) {
    const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// The first 16 bytes of a name; zero where it is shorter.
struct short_name {
    uint64_t low;
    uint64_t high;

    bool operator==(const short_name &other) const { return low == other.low && high == other.high; }
};

/// The first `count` bytes of `word`, from 0 to 8.
inline uint64_t keep(uint64_t word, size_t count) {
    return count == 0 ? 0 : word & (~uint64_t(0) >> (64 - 8 * count));
}

/// The first `count` bytes at `p`, 16 at most.
inline short_name short_name_at(const uint8_t *p, size_t count) {
    const size_t low = count < 8 ? count : 8;
    const size_t high = count < 16 ? count - low : 8;
    return {keep(load64(p), low), keep(load64(p + 8), high)};
}

inline uint64_t hash_short(short_name name, size_t count, uint64_t seed) {
    return mix(name.low ^ seed ^ 0xe7037ed1a0b428db, name.high ^ (count * 0x9e3779b97f4a7c15));
}

/// A seeded hash of `count` bytes that are followed by padding.
inline uint64_t hash_name(const uint8_t *p, size_t count, uint64_t seed) {
    const size_t length = count;
    uint64_t hash = seed;
    for (; count > 16; p += 16, count -= 16) {
        hash = mix(hash ^ load64(p) ^ 0x8ebc6af09c88c6e3, load64(p + 8) ^ 0x589965cc75374cc3);
    }
    return hash_short(short_name_at(p, count), length, hash);
}

/// The names of a record's objects, to find one that is there twice.
///
/// Open addressing over memory that is taken once. Each record starts with the smallest table, which grows
/// with the names, so that a usual record touches a few cache lines. Adding is constant time on average
/// whatever names a sender chooses, since the hash is seeded, and the number of names is bounded.
class name_set {
    struct entry {
        uint64_t hash;
        const uint8_t *start;
        uint32_t count;
        /// Which object of the record the name belongs to.
        uint32_t scope;
    };

    /// Taken when `generation` is the set's own: starting anew is one increment.
    struct slot {
        uint32_t generation;
        uint32_t entry;
    };

    static constexpr uint32_t smallest = 64;

    std::unique_ptr<entry[]> entries;
    std::unique_ptr<slot[]> slots;
    uint32_t count = 0;
    uint32_t capacity = 0;
    uint32_t generation = 0;
    uint32_t mask = smallest - 1;

public:
    /// Takes the memory for `names` names.
    bool reserve(uint32_t names) {
        size_t size = smallest;
        while (size < size_t(names) * 2) { size *= 2; }
        entries.reset(new (std::nothrow) entry[names]);
        slots.reset(new (std::nothrow) slot[size]());
        capacity = names;
        return entries && slots;
    }

    void clear() {
        count = 0;
        mask = smallest - 1;
        advance();
    }

    /// - Returns: false where the object `scope` has that name already.
    bool insert(const uint8_t *start, uint32_t length, uint64_t hash, uint32_t scope) {
        if (count >= capacity) { return true; }
        if (count * 2 > mask) { grow(); }
        const uint64_t own = hash + scope * 0x9e3779b97f4a7c15;
        uint64_t at = mix(own, 0xd6e8feb86659fd93) & mask;
        while (slots[at].generation == generation) {
            const entry &other = entries[slots[at].entry];
            if (other.hash == hash && other.scope == scope && other.count == length &&
                std::memcmp(other.start, start, length) == 0) {
                return false;
            }
            at = (at + 1) & mask;
        }
        slots[at] = {generation, count};
        entries[count] = {hash, start, length, scope};
        count += 1;
        return true;
    }

private:
    void advance() {
        generation += 1;
        if (generation != 0) { return; }
        size_t size = smallest;
        while (size < size_t(capacity) * 2) { size *= 2; }
        std::memset(static_cast<void *>(slots.get()), 0, size * sizeof(slot));
        generation = 1;
    }

    void grow() {
        mask = mask * 2 + 1;
        advance();
        for (uint32_t index = 0; index < count; ++index) {
            const uint64_t own = entries[index].hash + entries[index].scope * 0x9e3779b97f4a7c15;
            uint64_t at = mix(own, 0xd6e8feb86659fd93) & mask;
            while (slots[at].generation == generation) { at = (at + 1) & mask; }
            slots[at] = {generation, index};
        }
    }
};

} // namespace csimdjson
