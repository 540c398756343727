import ClickModel
import ClickStore
import PostgresClient
import TestPostgres
import Testing

@Suite struct UserClicksCopyTests {
    private static let texts:
        [(column: String, path: any WritableKeyPath<DecodedClick, BorrowedBytes> & Sendable)] = [
            ("event_type", \.eventType), ("user_id", \.userID), ("session_id", \.sessionID),
            ("page_url", \.pageURL), ("page_title", \.pageTitle), ("referrer", \.referrer),
            ("product_id", \.productID), ("product_name", \.productName), ("category", \.category),
            ("brand", \.brand), ("currency", \.currency), ("order_id", \.orderID),
            ("search_query", \.searchQuery), ("utm_source", \.utmSource), ("utm_medium", \.utmMedium),
            ("utm_campaign", \.utmCampaign), ("user_agent", \.userAgent), ("device", \.device),
            ("browser", \.browser), ("os", \.os), ("language", \.language), ("country", \.country),
            ("screen", \.screen), ("source", \.source),
        ]

    private func store(_ fixture: ClickFixture, _ connection: PostgresConnection) throws {
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        UserClicksCopy.appendRow(
            fixture.click, partition: 3, offset: 1 << 40, producedAt: 1_732_406_400_123,
            ingestedAt: 1_732_406_400_654_321, into: &buffer)
        buffer.writeTrailer()
        #expect(buffer.rows == 1)
        try ClickDays().ensure([ClickDay(microseconds: fixture.click.eventTime)], on: connection)
        try connection.beginCopyIn(UserClicksCopy.statement)
        try connection.putCopyData(buffer)
        #expect(try connection.endCopyIn() == 1)
    }

    @Test func `every field lands in the column of its name`() throws {
        try withStore { connection, _ in
            let fixture = ClickFixture(id: 7, time: ClickFixture.someDay + 12_345_678)
            for (column, path) in Self.texts { fixture.set(path, "é \(column)") }
            fixture.set(\.properties, "{\"a\": [1, null], \"b\": \"ü\"}")
            fixture.change { click in
                click.price = 123_456_789
                click.hasPrice = true
                click.quantity = -3
                click.hasQuantity = true
                click.isBot = true
            }
            try store(fixture, connection)
            for (column, _) in Self.texts {
                let value = try connection.query("SELECT \(column) FROM user_clicks").string(0, 0)
                #expect(value == "é \(column)")
            }
            try connection.execute("SET timezone = 'UTC'")
            let result = try connection.query(
                """
                SELECT id, event_id, event_time, price, quantity, is_bot, properties, kafka_partition,
                    kafka_offset, produced_at, ingested_at FROM user_clicks
                """)
            #expect(
                (0..<11).map { result.string(0, $0) } == [
                    "1", "01935b6c-0000-7000-0000-000000000007", "2024-11-24 00:00:12.345678+00",
                    "12345.6789", "-3", "t", "{\"a\": [1, null], \"b\": \"ü\"}", "3", "1099511627776",
                    "2024-11-24 00:00:00.123+00", "2024-11-24 00:00:00.654321+00",
                ])
        }
    }

    @Test func `what a click does not say is NULL`() throws {
        try withStore { connection, _ in
            try store(ClickFixture(id: 8), connection)
            let columns = Self.texts.map(\.column).filter { $0 != "event_type" && $0 != "user_id" }
            let nulls = columns + ["price", "quantity", "properties"]
            let result = try connection.query(
                "SELECT num_nulls(\(nulls.joined(separator: ", "))), is_bot, session_id = '' FROM user_clicks"
            )
            #expect(result.integer(0, 0) == Int64(nulls.count))
            #expect(result.bool(0, 1) == false)
        }
    }

    @Test func `an empty text is not NULL`() throws {
        try withStore { connection, _ in
            let fixture = ClickFixture(id: 9)
            fixture.set(\.referrer, "")
            try store(fixture, connection)
            let result = try connection.query("SELECT referrer FROM user_clicks")
            #expect(result.string(0, 0) == "")
        }
    }

    @Test func `each event is stored once`() throws {
        try withStore { connection, _ in
            try ClickDays().ensure([ClickDay(microseconds: ClickFixture.someDay)], on: connection)
            try copy([Row(id: 1, offset: 0)], connection, statement: UserClicksCopy.statement)
            let error = #expect(throws: PostgresError.self) {
                try copy(
                    [Row(id: 2, offset: 1), Row(id: 1, offset: 2)], connection,
                    statement: UserClicksCopy.statement)
            }
            #expect(error?.sqlState == .uniqueViolation)
            // The same id at another time is another event.
            try copy(
                [Row(id: 1, offset: 3, time: ClickFixture.someDay + 1)], connection,
                statement: UserClicksCopy.statement)
            #expect(try count(connection, "user_clicks") == 2)
        }
    }
}
