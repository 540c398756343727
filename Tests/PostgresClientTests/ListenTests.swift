import PostgresClient
import TestPostgres
import Testing

@Suite struct ListenTests {
    @Test func `who listens hears what is said on the channel, and nothing else`() throws {
        try TestPostgres.withDatabase { database in
            let listener = try PostgresConnection.connect(database)
            let speaker = try PostgresConnection.connect(database)
            defer {
                listener.close()
                speaker.close()
            }
            let wakeUp = try WakeUp()
            try listener.listen(to: "some \"channel\"")
            try speaker.execute("NOTIFY other, 'no'; NOTIFY \"some \"\"channel\"\"\", 'yes'")
            let heard = try listener.notifications(within: 20_000, wakeUp: wakeUp)
            #expect(heard == [PostgresNotification(channel: "some \"channel\"", payload: "yes")])
        }
    }

    @Test func `a wake-up ends the wait, also when it came before`() throws {
        try TestPostgres.withConnection { connection in
            let wakeUp = try WakeUp()
            wakeUp.wake()
            // Without an end but the wake-up.
            #expect(try connection.notifications(within: nil, wakeUp: wakeUp).isEmpty)
            #expect(try connection.notifications(within: 1, wakeUp: wakeUp).isEmpty)
        }
    }

    @Test func `a lost connection is told`() throws {
        try TestPostgres.withDatabase { database in
            let listener = try PostgresConnection.connect(database)
            let other = try PostgresConnection.connect(database)
            defer {
                listener.close()
                other.close()
            }
            try other.execute("SELECT pg_terminate_backend(\(listener.backendID))")
            let wakeUp = try WakeUp()
            #expect(throws: PostgresError.self) {
                for _ in 0..<5 { _ = try listener.notifications(within: 5_000, wakeUp: wakeUp) }
            }
        }
    }
}
