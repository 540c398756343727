import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct `Joining a group` {
    @Test func `the first member leads generation 1 at once`() {
        var driver = GroupDriver()
        let token = driver.join("", as: "a", metadata: 7)
        let answer = driver.joins[token]
        #expect(answer?.error == ErrorCode.none)
        #expect(answer?.generation == 1)
        #expect(answer?.leaderID == "a")
        #expect(answer?.memberID == "a")
        #expect(answer?.protocolName == "range")
        #expect(answer?.members.map(\.id) == ["a"])
        #expect(answer?.members.first?.metadata == [7])
        #expect(driver.machine.state == .completingRebalance)
    }

    @Test func `a new member is told its id first where the version asks for that`() {
        var driver = GroupDriver()
        let first = driver.join("", as: "a") { $0.requiresKnownMemberID = true }
        #expect(driver.joins[first] == .failure(.memberIDRequired, memberID: "a"))
        #expect(driver.machine.state == .empty)
        let second = driver.join("a") { $0.requiresKnownMemberID = true }
        #expect(driver.joins[second]?.generation == 1)
        #expect(driver.machine.members.map(\.id) == ["a"])
    }

    @Test func `an id that was handed out lapses with the session time-out`() {
        var driver = GroupDriver()
        driver.join("", as: "a") {
            $0.requiresKnownMemberID = true
            $0.sessionTimeout = 6_000
        }
        driver.advance(by: 5_999)
        #expect(!driver.machine.isAbandoned)
        driver.advance(by: 1)
        #expect(driver.machine.isAbandoned)
        let late = driver.join("a")
        #expect(driver.joins[late]?.error == .unknownMemberID)
    }

    @Test func `a second member waits until the first rejoins`() {
        var driver = GroupDriver.stable(["a"])
        let second = driver.join("", as: "b")
        #expect(driver.joins[second] == nil)
        #expect(driver.machine.state == .preparingRebalance)
        #expect(driver.heartbeat("a", generation: 1) == .rebalanceInProgress)
        let first = driver.join("a")
        #expect(driver.joins[first]?.generation == 2)
        #expect(driver.joins[second]?.generation == 2)
        #expect(driver.joins[first]?.members.map(\.id) == ["a", "b"])
        #expect(driver.joins[second]?.members == [])
        #expect(driver.joins[second]?.leaderID == "a")
    }

    @Test func `those who do not rejoin in time are left behind`() {
        var driver = GroupDriver()
        driver.join("", as: "a") { $0.sessionTimeout = 300_000 }
        driver.sync("a", generation: 1)
        let waiting = driver.join("", as: "b") { $0.rebalanceTimeout = 20_000 }
        driver.advance(by: 59_999)
        #expect(driver.joins[waiting] == nil)
        driver.advance(by: 1)
        #expect(driver.joins[waiting]?.error == ErrorCode.none)
        #expect(driver.machine.members.map(\.id) == ["b"])
        #expect(driver.heartbeat("a", generation: 2) == .unknownMemberID)
    }

    @Test func `the protocol that most members prefer is chosen among those that all share`() {
        var driver = GroupDriver()
        driver.join("", as: "a", protocols: ["range", "roundrobin", "sticky"])
        driver.join("", as: "b", protocols: ["sticky", "roundrobin"])
        driver.join("", as: "c", protocols: ["sticky", "roundrobin"])
        let token = driver.join("a", protocols: ["range", "roundrobin", "sticky"])
        #expect(driver.joins[token]?.protocolName == "sticky")
    }

    @Test func `a member without a shared protocol is refused`() {
        var driver = GroupDriver.stable(["a"])
        let token = driver.join("", as: "b", protocols: ["other"])
        #expect(driver.joins[token]?.error == .inconsistentGroupProtocol)
        let otherType = driver.join("", as: "b") { $0.protocolType = "connect" }
        #expect(driver.joins[otherType]?.error == .inconsistentGroupProtocol)
        let nothing = driver.join("", as: "b", protocols: [])
        #expect(driver.joins[nothing]?.error == .inconsistentGroupProtocol)
        #expect(driver.machine.state == .stable)
    }

    @Test func `a follower that rejoins unchanged is told the same generation`() {
        var driver = GroupDriver.stable(["a", "b"])
        let generation = driver.machine.generation
        let token = driver.join("b")
        #expect(driver.joins[token]?.generation == generation)
        #expect(driver.machine.state == .stable)
    }

    @Test func `a leader that rejoins starts a rebalance`() {
        var driver = GroupDriver.stable(["a", "b"])
        let token = driver.join("a")
        #expect(driver.joins[token] == nil)
        #expect(driver.machine.state == .preparingRebalance)
    }

    @Test func `a follower with new topics starts a rebalance`() {
        var driver = GroupDriver.stable(["a", "b"])
        driver.join("b", metadata: 9)
        #expect(driver.machine.state == .preparingRebalance)
    }

    @Test func `an id that the group does not know is refused`() {
        var driver = GroupDriver.stable(["a"])
        let token = driver.join("ghost")
        #expect(driver.joins[token]?.error == .unknownMemberID)
    }

    @Test func `a full group takes no more`() {
        var limits = GroupStateMachine.Limits()
        limits.maximumMembers = 1
        var driver = GroupDriver(limits: limits)
        driver.join("", as: "a")
        let token = driver.join("", as: "b")
        #expect(driver.joins[token]?.error == .groupMaxSizeReached)
    }

    @Test func `a second join of the same member frees the first`() {
        var driver = GroupDriver.stable(["a", "b"])
        let first = driver.join("b", metadata: 1)
        let second = driver.join("b", metadata: 2)
        #expect(driver.joins[first]?.error == .unknownMemberID)
        #expect(driver.joins[second] == nil)
        driver.join("a")
        #expect(driver.joins[second]?.error == ErrorCode.none)
        #expect(driver.answeredTwice.isEmpty)
    }
}
