import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct `Any order of events` {
    @Test func `no request is answered twice, none is lost, and generations only grow`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 { runOnce(&random, seed) }
    }

    private func runOnce(_ random: inout SeededGenerator, _ seed: UInt64) {
        var driver = GroupDriver()
        var joins: [RequestToken] = []
        var syncs: [RequestToken] = []
        var named = 0
        var lastGeneration: Int32 = 0
        for _ in 0..<80 {
            let known = driver.machine.members.map(\.id).randomElement(using: &random) ?? "ghost"
            let generation = driver.machine.generation - (Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0)
            switch Int.random(in: 0..<10, using: &random) {
            case 0, 1:
                named += 1
                let isStatic = Bool.random(using: &random)
                let needsID = Bool.random(using: &random)
                joins.append(
                    driver.join("", as: "m\(named)") {
                        $0.instanceID = isStatic ? "i\(named % 3)" : nil
                        $0.requiresKnownMemberID = needsID
                    })
            case 2: joins.append(driver.join("m\(Int.random(in: 1...max(1, named), using: &random))"))
            case 3, 4: joins.append(driver.join(known, metadata: UInt8.random(in: 0...1, using: &random)))
            case 5, 6: syncs.append(driver.sync(known, generation: generation, assignments: [known: [1]]))
            case 7: _ = driver.heartbeat(known, generation: generation)
            case 8: _ = driver.leave(known)
            default: driver.advance(by: Int64.random(in: 0...20_000, using: &random))
            }
            check(driver, joins, syncs, seed)
            #expect(driver.machine.generation >= lastGeneration, "seed \(seed)")
            lastGeneration = driver.machine.generation
        }
        // Nobody speaks any more: in the end everyone has an answer, and the group is empty.
        driver.advance(by: 10_000_000)
        #expect(driver.machine.isAbandoned, "seed \(seed)")
        #expect(driver.machine.state == .empty, "seed \(seed)")
        #expect(joins.allSatisfy { driver.joins[$0] != nil }, "seed \(seed)")
        #expect(syncs.allSatisfy { driver.syncs[$0] != nil }, "seed \(seed)")
    }

    private func check(
        _ driver: GroupDriver, _ joins: [RequestToken], _ syncs: [RequestToken], _ seed: UInt64
    ) {
        let machine = driver.machine
        let waitingJoins = Set(machine.members.compactMap(\.pendingJoin))
        let waitingSyncs = Set(machine.members.compactMap(\.pendingSync))
        var isGood = driver.answeredTwice.isEmpty
        isGood = isGood && joins.allSatisfy { (driver.joins[$0] != nil) != waitingJoins.contains($0) }
        isGood = isGood && syncs.allSatisfy { (driver.syncs[$0] != nil) != waitingSyncs.contains($0) }
        isGood = isGood && Set(machine.members.map(\.id)).count == machine.members.count
        switch machine.state {
        case .empty: isGood = isGood && machine.members.isEmpty
        case .stable:
            isGood = isGood && waitingJoins.isEmpty && waitingSyncs.isEmpty && !machine.members.isEmpty
        case .completingRebalance: isGood = isGood && waitingJoins.isEmpty
        case .preparingRebalance: isGood = isGood && waitingSyncs.isEmpty && machine.nextDeadline != nil
        case .dead: isGood = false
        }
        #expect(isGood, "state \(machine.state), seed \(seed)")
    }
}
