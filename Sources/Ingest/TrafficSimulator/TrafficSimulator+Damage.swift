internal import ClickModel

extension TrafficSimulator {
    /// Writes the click with one thing wrong, in such a way that it cannot be stored.
    mutating func writeDamaged(
        _ session: Session, at time: Int64, _ damage: Malformation, _ writer: inout ClickWriter
    ) {
        let id = eventID(at: time)
        // Which of the required fields is hit, where the damage is about one.
        let field = generator.below(4)
        let missing = damage == .missingField ? field : .max
        let wrong = damage == .wrongType ? field : .max
        writer.begin()
        if wrong == 0 { writer.integer(.eventID, 17) } else if missing != 0 { writer.eventID(id) }
        if wrong == 1 {
            writer.raw(.eventType, json: "[\"click\"]")
        } else if missing != 1 {
            writer.text(.eventType, session.step.eventType)
        }
        if wrong == 2 {
            writer.bool(.eventTime, true)
        } else if damage == .implausibleTime {
            // A clock that started from its epoch, or from a wrong century.
            let days: Int64 = generator.below(2) == 0 ? 0 : 40_000
            writer.eventTime(microseconds: days * 86_400_000_000 + time % 86_400_000_000)
        } else if missing != 2 {
            writer.eventTime(microseconds: time)
        }
        if wrong == 3 {
            writer.raw(.userID, json: "{\"id\":null}")
        } else if missing != 3 {
            session.userID.withText { writer.text(.userID, $0) }
        }
        writeDamagedSessionID(session, damage, &writer)
        writeRest(session, &writer)
        writer.end()
        if damage == .truncated {
            writer.truncate(to: Int(generator.below(UInt32(writer.count - 1))) + 1)
        }
    }

    private func writeDamagedSessionID(
        _ session: Session, _ damage: Malformation, _ writer: inout ClickWriter
    ) {
        switch damage {
        case .invalidUTF8: writer.raw(.sessionID, json: Self.latin1)
        case .nulCharacter: writer.raw(.sessionID, json: "\"s_\\u0000\"")
        case .truncated, .missingField, .wrongType, .implausibleTime:
            session.sessionID.withText { writer.text(.sessionID, $0) }
        }
    }

    /// `"sé"` in ISO 8859-1.
    private static let latin1: [UInt8] = [0x22, 0x73, 0xE9, 0x22]
}
