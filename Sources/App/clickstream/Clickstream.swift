import ArgumentParser

@main
struct Clickstream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clickstream",
        abstract: "Real-time click analytics on Apache Kafka's protocol and PostgreSQL.",
        discussion: """
            Every click goes from a producer through the Kafka topic website_clicks into the table user_clicks, \
            within milliseconds and exactly once. On one machine nothing else is needed: `clickstream up` runs \
            an embedded broker and a private PostgreSQL server. With --bootstrap-servers and --database-url the \
            same commands work on Apache Kafka and on your own PostgreSQL.

            Start here:
              clickstream up --rate 1000          everything, with simulated traffic
              clickstream psql -c 'SELECT * FROM user_clicks ORDER BY id DESC LIMIT 10'
              clickstream verify                  is every click stored exactly once?
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(name: "Run", subcommands: [Up.self, Broker.self, Consume.self, Console.self]),
            CommandGroup(name: "Send clicks", subcommands: [Produce.self, Import.self]),
            CommandGroup(name: "Mend", subcommands: [Replay.self, Rebuild.self]),
            CommandGroup(
                name: "Look",
                subcommands: [
                    Verify.self, Rejected.self, Psql.self, Tail.self, Topics.self, Groups.self, Bench.self,
                ]),
        ])

    /// Parses, runs, and turns whatever goes wrong into one sentence and an exit code.
    static func main() async {
        StandardStreams.prepare()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure(error).exit()
        }
    }
}
