#pragma once

#include "name_set.hpp"

namespace csimdjson {

/// The known fields: from a name's hash to the field's index.
class field_table {
    static constexpr uint32_t size = 256;

    struct slot {
        short_name name;
        uint8_t count;
        uint8_t index;
    };

    slot slots[size];

public:
    static constexpr uint32_t unknown = 0xff;
    static constexpr uint32_t most = 64;
    static constexpr uint32_t longest = 16;

    bool build(const char *const *list, uint32_t count, uint64_t seed) {
        std::memset(static_cast<void *>(slots), 0, sizeof slots);
        for (slot &slot : slots) { slot.index = unknown; }
        if (count > most) { return false; }
        for (uint32_t index = 0; index < count; ++index) {
            const size_t length = std::strlen(list[index]);
            if (length == 0 || length > longest) { return false; }
            uint8_t bytes[longest + padding] = {};
            std::memcpy(bytes, list[index], length);
            const short_name name = {load64(bytes), load64(bytes + 8)};
            const uint64_t hash = hash_short(name, length, seed);
            if (find(name, length, hash) != unknown) { return false; }
            uint64_t at = hash & (size - 1);
            while (slots[at].index != unknown) { at = (at + 1) & (size - 1); }
            slots[at] = {name, uint8_t(length), uint8_t(index)};
        }
        return true;
    }

    /// - Parameter hash: that of `hash_short`.
    /// - Returns: the field's index, or `unknown`. The table is never full, so the search ends.
    uint32_t find(short_name name, size_t count, uint64_t hash) const {
        uint64_t at = hash & (size - 1);
        while (slots[at].index != unknown) {
            const slot &slot = slots[at];
            if (slot.count == count && slot.name == name) { return slot.index; }
            at = (at + 1) & (size - 1);
        }
        return unknown;
    }
};

} // namespace csimdjson
