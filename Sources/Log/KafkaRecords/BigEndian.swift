/// Big-endian integers at any position, aligned or not.
///
/// The caller has checked that the position lies within the buffer: a release build does not check again.
extension UnsafeRawBufferPointer {
    package func int8(at position: Int) -> Int8 {
        loadUnaligned(fromByteOffset: position, as: Int8.self)
    }

    package func int16(at position: Int) -> Int16 {
        Int16(bigEndian: loadUnaligned(fromByteOffset: position, as: Int16.self))
    }

    package func int32(at position: Int) -> Int32 {
        Int32(bigEndian: loadUnaligned(fromByteOffset: position, as: Int32.self))
    }

    package func uint32(at position: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }

    package func int64(at position: Int) -> Int64 {
        Int64(bigEndian: loadUnaligned(fromByteOffset: position, as: Int64.self))
    }
}

/// See the reading half above: the same contract.
extension UnsafeMutableRawBufferPointer {
    package func store(int8 value: Int8, at position: Int) {
        storeBytes(of: value, toByteOffset: position, as: Int8.self)
    }

    package func store(int16 value: Int16, at position: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: position, as: Int16.self)
    }

    package func store(int32 value: Int32, at position: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: position, as: Int32.self)
    }

    package func store(uint32 value: UInt32, at position: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: position, as: UInt32.self)
    }

    package func store(int64 value: Int64, at position: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: position, as: Int64.self)
    }
}
