import ClickModel
import Foundation
import Testing
import TrafficSimulator

@Suite struct TroubleTests {
    @Test func `shares of troubles are the ones asked for`() {
        var kinds: [String: Int] = [:]
        let configured = configuration(seed: 21) {
            $0.duplicateShare = 0.1
            $0.lateShare = 0.1
            $0.malformedShare = 0.12
        }
        let count = 30_000
        stream(configured, count: count) { record in
            switch record.click.kind {
            case .click: kinds["click", default: 0] += 1
            case .late: kinds["late", default: 0] += 1
            case .duplicate: kinds["duplicate", default: 0] += 1
            case .malformed(let damage):
                kinds["malformed", default: 0] += 1
                kinds["\(damage)", default: 0] += 1
            }
        }
        func share(_ kind: String) -> Double { Double(kinds[kind, default: 0]) / Double(count) }
        #expect(abs(share("duplicate") - 0.1) < 0.01)
        #expect(abs(share("malformed") - 0.9 * 0.12) < 0.01)
        // Late ones come by whole visits, so that their share sways more.
        #expect(abs(share("late") - 0.9 * 0.88 * 0.1) < 0.02)
        for damage in Malformation.allCases { #expect(abs(share("\(damage)") - 0.018) < 0.004) }
    }

    @Test func `a duplicate repeats a record of shortly before, byte for byte`() {
        var recent: [String] = []
        var repeated = 0
        let configured = configuration(seed: 22) {
            $0.duplicateShare = 0.3
            $0.malformedShare = 0.2
        }
        stream(configured, count: 10_000) { record in
            let text = record.text
            switch record.click.kind {
            case .duplicate:
                #expect(recent.suffix(16).contains(text))
                #expect(record.value("\"user_id\":") == record.click.key.description)
                repeated += 1
            case .click: recent.append(text)
            case .late: Issue.record("nothing late was asked for")
            case .malformed: break
            }
        }
        #expect(repeated > 2500)
    }

    @Test func `late clicks lie minutes to days before they are sent`() {
        var delays: [Int64] = []
        let pacer = Pacer(eventsPerSecond: 100, start: startOfStream)
        var index: Int64 = 0
        stream(configuration(seed: 23) { $0.lateShare = 1 }, count: 20_000) { record in
            #expect(record.click.kind == .late)
            delays.append(pacer.time(of: index) - record.click.eventTime)
            index += 1
        }
        #expect(delays.min().map { $0 >= 120_000_000 } == true)
        #expect(delays.max().map { $0 > 86_400_000_000 && $0 < 4 * 86_400_000_000 } == true)
    }

    @Test func `a damaged record has what its kind says, and the others have nothing`() throws {
        let configured = configuration(seed: 24) { $0.malformedShare = 0.5 }
        try stream(configured, count: 6000) { record in
            let object = try? JSONSerialization.jsonObject(with: Data(record.bytes)) as? [String: Any]
            let isUTF8 = String(validating: record.bytes, as: UTF8.self) != nil
            switch record.click.kind {
            case .click, .late, .duplicate:
                let click = try #require(object)
                for field in ["event_id", "event_type", "event_time", "user_id"] {
                    #expect(click[field] is String)
                }
            case .malformed(.truncated): #expect(object == nil)
            case .malformed(.invalidUTF8): #expect(!isUTF8)
            case .malformed(.nulCharacter):
                #expect((object?["session_id"] as? String)?.contains("\0") == true)
            case .malformed(.missingField):
                #expect(wellTyped(object).count == 3 && missing(object).count == 1)
            case .malformed(.wrongType): #expect(wellTyped(object).count == 3 && missing(object).isEmpty)
            case .malformed(.implausibleTime):
                let year = (object?["event_time"] as? String).map { String($0.prefix(4)) }
                #expect(year == "1970" || year == "2079")
            }
            #expect(record.click.key.description.utf8.count == ShortID.length)
        }
    }

    @Test func `the decoder stores all but the damaged ones, and names their damage`() {
        let decoder = ClickDecoder()
        let configured = configuration(seed: 26) {
            $0.malformedShare = 0.3
            $0.duplicateShare = 0.1
            $0.lateShare = 0.1
        }
        let producedAt = startOfStream / 1000
        stream(configured, count: 5000) { record in
            switch (record.click.kind, decoder.decode(record.bytes, producedAt: producedAt)) {
            case (.malformed(let damage), .rejected(let rejection)):
                #expect(rejection.reason == reason(damage))
            case (.click, .click), (.late, .click), (.duplicate, .click):
                #expect(decoder.click.eventTime == record.click.eventTime)
                #expect(decoder.click.userID.string == record.click.key.description)
            case (let kind, let decoding):
                Issue.record("a \(kind) was \(decoding): \(record.text)")
            }
        }
    }

    private func reason(_ damage: Malformation) -> ClickRejection.Reason {
        switch damage {
        case .truncated: .notJSON
        case .missingField: .missingField
        case .wrongType: .wrongType
        case .invalidUTF8: .invalidUTF8
        case .nulCharacter: .nulCharacter
        case .implausibleTime: .implausibleTime
        }
    }

    private let required = ["event_id", "event_type", "event_time", "user_id"]

    private func wellTyped(_ object: [String: Any]?) -> [String] {
        required.filter { object?[$0] is String }
    }

    private func missing(_ object: [String: Any]?) -> [String] {
        required.filter { object?[$0] == nil }
    }

    @Test func `extremes are taken as the nearest allowed values`() {
        let extremes = configuration(eventsPerSecond: -5, users: -1) {
            $0.products = 0
            $0.maximumActiveSessions = 0
            $0.duplicateShare = 7
            $0.malformedShare = -1
            $0.botShare = .nan
        }
        var count = 0
        stream(extremes, count: 100) { record in
            count += 1
            #expect(record.click.kind == (count == 1 ? .click : .duplicate))
        }
        #expect(count == 100)
    }

    @Test(arguments: [1, 2, 23, 24, 25, 1000]) func `a shop of any size has traffic`(products: Int) {
        var seen: Set<String> = []
        stream(configuration(seed: 25) { $0.products = products }, count: 20_000) { record in
            if let id = record.value("\"product_id\":") { seen.insert(id) }
        }
        #expect(seen.count <= products)
        #expect(seen.count >= min(products, 500))
    }

    @Test func `visits at once are bounded by the rate, the population and the limit`() {
        func active(_ configuration: TrafficConfiguration) -> Int {
            TrafficSimulator(configuration).activeSessionCount
        }
        #expect(active(configuration(eventsPerSecond: 100)) == 1000)
        #expect(active(configuration(eventsPerSecond: 100, users: 100)) == 50)
        #expect(active(configuration(eventsPerSecond: 1e9) { $0.maximumActiveSessions = 700 }) == 700)
        #expect(active(configuration(eventsPerSecond: 0.001)) == 1)
    }
}
