internal import Crypto
internal import Synchronization

/// What a session is found by: the digest of its id. Who reads the memory of the console cannot use it.
struct SessionKey: Sendable, Hashable {
    private let digest: [UInt8]

    init(id: String) { digest = Array(SHA256.hash(data: Array(id.utf8))) }
}

/// Who is logged in, in memory: a console that starts anew asks everybody again.
final class SessionStore: Sendable {
    struct Session: Sendable {
        let user: String
        let role: ConsoleRole
        let csrf: String
        fileprivate let beganAt: ContinuousClock.Instant
        fileprivate var usedAt: ContinuousClock.Instant
    }

    /// The longest that a login lasts, however busy.
    static let lifetime = Duration.seconds(12 * 3600)

    private let idleLimit: Duration
    private let lifetime: Duration
    private let limit: Int
    private let sessions = Mutex<[SessionKey: Session]>([:])

    /// - Parameters:
    ///   - idleLimit: how long a session that nobody uses stays.
    ///   - limit: sessions at the same time; the one that was used longest ago gives way.
    init(idleLimit: Duration = .seconds(3600), lifetime: Duration = SessionStore.lifetime, limit: Int = 1000)
    {
        self.idleLimit = idleLimit
        self.lifetime = lifetime
        self.limit = limit
    }

    /// Begins a session, with an id that nobody had before.
    /// - Returns: the id, which is kept nowhere, and the session.
    func begin(user: String, role: ConsoleRole, at now: ContinuousClock.Instant = .now) -> (String, Session) {
        let id = Secret.make()
        let session = Session(user: user, role: role, csrf: Secret.make(), beganAt: now, usedAt: now)
        sessions.withLock { sessions in
            sessions = sessions.filter { isAlive($1, now) }
            if sessions.count >= limit, let oldest = sessions.min(by: { $0.value.usedAt < $1.value.usedAt }) {
                sessions[oldest.key] = nil
            }
            sessions[SessionKey(id: id)] = session
        }
        return (id, session)
    }

    /// The session of a key, and a note that it is in use.
    func session(_ key: SessionKey, at now: ContinuousClock.Instant = .now) -> Session? {
        sessions.withLock { sessions in
            guard let session = sessions[key] else { return nil }
            guard isAlive(session, now) else {
                sessions[key] = nil
                return nil
            }
            sessions[key]?.usedAt = now
            return session
        }
    }

    /// Whether it is still one, without using it: a stream that is open does not keep its session alive.
    func isAlive(_ key: SessionKey, at now: ContinuousClock.Instant = .now) -> Bool {
        sessions.withLock { $0[key].map { isAlive($0, now) } ?? false }
    }

    func end(_ key: SessionKey) { sessions.withLock { $0[key] = nil } }

    private func isAlive(_ session: Session, _ now: ContinuousClock.Instant) -> Bool {
        now - session.usedAt < idleLimit && now - session.beganAt < lifetime
    }
}
