import Testing

@testable import ClickConsole

@Suite struct AccessPartsTests {
    @Test func `a hash is what other programs make of the password`() throws {
        let hash = try #require(PasswordHash(AccessScene.hash))
        #expect(hash.matches(AccessScene.password))
        #expect(!hash.matches(AccessScene.password + " ") && !hash.matches(""))
        #expect(hash.description == AccessScene.hash)
    }

    @Test func `a new hash is salted, strong, and read again`() throws {
        let cost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        let one = try PasswordHash(of: "secret word", cost: cost)
        let other = try PasswordHash(of: "secret word", cost: cost)
        #expect(one != other)
        #expect(PasswordHash(one.description) == one && one.matches("secret word"))
        // What OWASP asks for at least: 32 MiB, three times.
        #expect(PasswordHash.Cost().memory == 32 << 20 && PasswordHash.Cost().parallelism == 3)
    }

    @Test(arguments: [
        "", "secret", "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0$", "$scrypt$ln=4,r=8$c2FsdHNhbHRzYWx0$AAAA",
        "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHRzYWx0$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis",
        "$scrypt$ln=20,r=32,p=1$c2FsdHNhbHRzYWx0$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis",
        "$scrypt$ln=4,r=8,p=1$c2F-$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis", "$2b$12$abc",
    ])
    func `what is no hash, or would exhaust the machine, is refused`(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test func `a file of users or tokens is told its wrong line, and not its secrets`() {
        var access = ConsoleAccess()
        func sentence(_ body: () throws(ConsoleAccessError) -> Void) -> String {
            do throws(ConsoleAccessError) {
                try body()
                return ""
            } catch { return error.description }
        }
        let users: [(String, String)] = [
            ("anna:operator", "Line 1"), ("\nanna:admin:x", "Line 2"),
            ("anna:viewer:hunter2", "hash-password"),
            ("a a:viewer:\(AccessScene.hash)", "without spaces"), ("# nobody", "names nobody"),
            ("a:viewer:\(AccessScene.hash)\na:viewer:\(AccessScene.hash)", "Line 2 of users names a user"),
        ]
        for (text, expected) in users {
            access = ConsoleAccess()
            let told = sentence { () throws(ConsoleAccessError) in try access.addUsers(text, file: "users") }
            #expect(told.contains(expected), "\(told)")
            #expect(!told.contains("hunter2"))
        }
        for text in ["script:viewer:short", "script:viewer:\(AccessScene.token)é", ""] {
            let told = sentence { () throws(ConsoleAccessError) in try access.addTokens(text, file: "tokens")
            }
            #expect(told.contains("tokens") && !told.contains("short"), "\(told)")
        }
    }

    @Test func `by HTTPS only the cookie counts that no other host can set`() {
        let (plain, prefixed) = ("clickstream_session=one", "__Host-clickstream_session=two")
        #expect(SessionCookie.id(in: [plain], isHTTPS: true) == nil)
        #expect(SessionCookie.id(in: ["a=b; \(plain); \(prefixed)"], isHTTPS: true) == "two")
        #expect(SessionCookie.id(in: [prefixed, plain], isHTTPS: false) == "one")
        #expect(SessionCookie.id(in: [prefixed], isHTTPS: false) == nil)
    }

    @Test func `a session ends when nobody uses it, and at last in any case`() {
        let store = SessionStore(idleLimit: .seconds(60), lifetime: .seconds(300), limit: 3)
        let start = ContinuousClock.now
        let (id, _) = store.begin(user: "anna", role: .viewer, at: start)
        let key = SessionKey(id: id)
        var time = start
        while time < start + .seconds(290) {
            time += .seconds(50)
            if time < start + .seconds(300) { #expect(store.session(key, at: time) != nil) }
        }
        #expect(store.session(key, at: start + .seconds(300)) == nil)
        let (idle, _) = store.begin(user: "anna", role: .viewer, at: start)
        #expect(store.isAlive(SessionKey(id: idle), at: start + .seconds(59)))
        #expect(store.session(SessionKey(id: idle), at: start + .seconds(60)) == nil)
    }

    @Test func `the oldest session gives way to one too many`() {
        let store = SessionStore(limit: 3)
        let start = ContinuousClock.now
        let keys = (0..<4).map { number in
            SessionKey(id: store.begin(user: "\(number)", role: .viewer, at: start + .seconds(number)).0)
        }
        #expect(keys.map { store.isAlive($0, at: start + .seconds(5)) } == [false, true, true, true])
    }

    @Test func `guessing gets slower, and memory of it stays bounded`() {
        let limit = FailureLimit(limit: 100)
        let start = ContinuousClock.now
        let keys: [FailureLimit.Key] = [.address("1.2.3.4"), .user("anna", address: "1.2.3.4")]
        for _ in 0..<5 {
            #expect(limit.wait(keys, at: start) == nil)
            limit.failed(keys, at: start)
        }
        #expect(limit.wait(keys, at: start) == .seconds(1))
        #expect(limit.wait(keys, at: start + .seconds(1)) == nil)
        for _ in 0..<30 { limit.failed(keys, at: start) }
        #expect(limit.wait(keys, at: start) == .seconds(900))
        #expect(limit.wait([.user("anna", address: "5.6.7.8")], at: start) == nil)
        for number in 0..<1000 { limit.failed([.address("\(number)")], at: start + .seconds(2)) }
        #expect(limit.wait(keys, at: start) == nil)
    }

    @Test func `an address is the proxy's word only where the proxy is ours`() throws {
        let names: [(String, [String], String, Bool)] = [
            ("10.0.0.1", [], "10.0.0.1", false), ("10.0.0.1", ["10.0.0.1"], "9.9.9.9", true),
            ("10.0.0.2", ["10.0.0.1"], "10.0.0.2", false), ("::ffff:10.0.0.1", ["10.0.0.1"], "9.9.9.9", true),
        ]
        for (peer, proxies, expected, isHTTPS) in names {
            let client = try ClientAddressProbe.address(
                peer: peer, forwarded: "6.6.6.6, 9.9.9.9", proto: "https", proxies: proxies)
            #expect(client.text == expected && client.isHTTPS == isHTTPS)
        }
        let made = try ClientAddressProbe.address(
            peer: "10.0.0.1", forwarded: "<script>", proto: "http", proxies: ["10.0.0.1"])
        #expect(made.text == "10.0.0.1" && !made.isHTTPS)
        let six = try ClientAddressProbe.address(peer: "2001:db8::1", forwarded: "", proto: "", proxies: [])
        let neighbour = try ClientAddressProbe.address(
            peer: "2001:db8::2", forwarded: "", proto: "", proxies: [])
        #expect(six.network == neighbour.network && six.text != neighbour.text)
    }
}
