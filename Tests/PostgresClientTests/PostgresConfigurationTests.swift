import PostgresClient
import Testing

@Suite struct PostgresConfigurationTests {
    @Test func `a URL and a list of keywords mean the same`() {
        let url = PostgresConfiguration(connectionString: "postgresql://app:secret@db.example:5433/clicks")
        let list = PostgresConfiguration(
            connectionString: "host=db.example port=5433 user=app password=secret dbname=clicks")
        for configuration in [url, list] {
            #expect(configuration.description == "database \"clicks\" as user \"app\" at db.example:5433")
            #expect(configuration.host == "db.example")
            #expect(configuration.port == "5433")
            #expect(configuration.user == "app")
            #expect(configuration.database == "clicks")
        }
    }

    @Test func `settings win over the connection string`() {
        let configuration = PostgresConfiguration(
            connectionString: "host=/tmp/x dbname=clicks user=app", settings: [("dbname", "other")])
        #expect(
            configuration.description == "database \"other\" as user \"app\" on socket /tmp/x/.s.PGSQL.5432")
    }

    @Test(arguments: [
        "postgresql://app:secret@db.example/clicks", "host=x password=secret", "password=secret",
        "app:secret@db.example/clicks", "postgresql://app:se/secret@db.example/clicks",
        "postgresql://app:x@secret@db.example/clicks", "mysql://app:secret@db/x?y=z",
        "host=x password=my secret",
        "host=x secret", "postgresql://app:secret@db.example:port/x", "secret",
    ])
    func `no text about it ever shows the password`(connectionString: String) {
        let configuration = PostgresConfiguration(
            connectionString: connectionString,
            settings: [("connect_timeout", "2"), ("hostaddr", "127.0.0.1"), ("port", "1")])
        var texts = [
            configuration.description, configuration.debugDescription, "\(Optional(configuration) as Any)",
        ]
        var dumped = ""
        dump(configuration, to: &dumped)
        texts.append(dumped)
        let error = #expect(throws: PostgresError.self) { try PostgresConnection.connect(configuration) }
        texts.append(error?.description ?? "")
        texts.append(String(reflecting: error))
        for text in texts { #expect(!text.contains("secret")) }
    }

    @Test func `a malformed address is the caller's mistake`() {
        for wrong in ["nonsense", "host=x surplus", "postgresql://h:port/x", "host=x\0"] {
            let error = #expect(throws: PostgresError.self) {
                try PostgresConnection.connect(PostgresConfiguration(connectionString: wrong))
            }
            #expect(error?.kind == .client)
            #expect(error?.retriability == .permanent)
            #expect(error?.description.hasPrefix("The database address is not valid") == true)
        }
        let error = #expect(throws: PostgresError.self) {
            try PostgresConnection.connect(PostgresConfiguration(connectionString: "host=x databse=y"))
        }
        #expect(error?.description == "The database address has an option that libpq does not know: databse.")
    }
}
