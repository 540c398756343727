#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The user that runs the server. PostgreSQL refuses to run as root, so root drops to another.
struct ServerUser: Equatable, Sendable {
    let userID: uid_t
    let groupID: gid_t
    /// Whether it is not the user of this process, so that files have to be handed over.
    let isOther: Bool

    static var current: ServerUser {
        ServerUser(userID: geteuid(), groupID: getegid(), isOther: false)
    }

    /// Who runs the server of a data directory.
    ///
    /// An ordinary user runs it itself, and must own the cluster if there is one. Root drops, in this order,
    /// to the owner of the cluster, to the owner of the data directory (so that `sudo` and the user's own
    /// runs share one database), to `postgres`, which every packaged server brings along, and to `nobody`.
    static func choose(clusterOwner: uid_t?, directoryOwner: uid_t?, cluster: String)
        throws(PrivatePostgresError) -> ServerUser
    {
        if geteuid() != 0 {
            guard let clusterOwner, clusterOwner != geteuid() else { return .current }
            throw .otherOwner(directory: cluster, owner: name(of: clusterOwner))
        }
        if let clusterOwner, clusterOwner != 0 { return other(clusterOwner) }
        if let directoryOwner, directoryOwner != 0 { return other(directoryOwner) }
        for name in ["postgres", "nobody"] {
            if let account = Account.named(name), account.userID != 0 {
                return ServerUser(userID: account.userID, groupID: account.groupID, isOther: true)
            }
        }
        throw .noOrdinaryUser
    }

    /// A user by its number; of one without an entry the group of the same number is taken.
    private static func other(_ userID: uid_t) -> ServerUser {
        ServerUser(userID: userID, groupID: Account.of(userID)?.groupID ?? userID, isOther: true)
    }

    static func name(of userID: uid_t) -> String {
        Account.of(userID)?.name ?? "\(userID)"
    }
}

/// An entry of the user database, read with the functions that are safe on any thread.
private struct Account {
    let name: String
    let userID: uid_t
    let groupID: gid_t

    private static let roomForNames = 16384

    static func named(_ name: String) -> Account? {
        look { entry, buffer, found in
            getpwnam_r(name, entry, buffer, roomForNames, found)
        }
    }

    static func of(_ userID: uid_t) -> Account? {
        look { entry, buffer, found in
            getpwuid_r(userID, entry, buffer, roomForNames, found)
        }
    }

    private static func look(
        _ call: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> Account? {
        // The entry's texts live in the buffer.
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: roomForNames)
        defer { buffer.deallocate() }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard call(&entry, buffer, &found) == 0, found != nil, let name = entry.pw_name else { return nil }
        return Account(name: String(cString: name), userID: entry.pw_uid, groupID: entry.pw_gid)
    }
}
