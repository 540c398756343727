#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What `bind` says when another program has the port.
let addressInUseCode = EADDRINUSE
