import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct `Being in a group` {
    @Test func `each member gets the assignment that the leader made`() {
        var driver = GroupDriver()
        driver.join("", as: "a")
        driver.join("", as: "b")
        driver.join("a")
        let follower = driver.sync("b", generation: 2)
        #expect(driver.syncs[follower] == nil)
        let leader = driver.sync("a", generation: 2, assignments: ["a": [1], "b": [2]])
        #expect(driver.syncs[leader]?.assignment == [1])
        #expect(driver.syncs[follower]?.assignment == [2])
        #expect(driver.machine.state == .stable)
    }

    @Test func `a member that syncs late gets its assignment at once`() {
        var driver = GroupDriver()
        driver.join("", as: "a")
        driver.join("", as: "b")
        driver.join("a")
        driver.sync("a", generation: 2, assignments: ["b": [2]])
        let late = driver.sync("b", generation: 2)
        #expect(driver.syncs[late]?.assignment == [2])
    }

    @Test func `old generations are fenced`() {
        var driver = GroupDriver.stable(["a", "b"])
        #expect(driver.heartbeat("a", generation: 1) == .illegalGeneration)
        #expect(driver.commit("a", generation: 1) == .illegalGeneration)
        let token = driver.sync("a", generation: 1)
        #expect(driver.syncs[token]?.error == .illegalGeneration)
        #expect(driver.heartbeat("a", generation: 2) == ErrorCode.none)
        #expect(driver.commit("a", generation: 2) == ErrorCode.none)
    }

    @Test func `a rebalance interrupts those who wait for their assignment`() {
        var driver = GroupDriver()
        driver.join("", as: "a")
        driver.join("", as: "b")
        driver.join("a")
        let waiting = driver.sync("b", generation: 2)
        driver.join("", as: "c")
        #expect(driver.syncs[waiting]?.error == .rebalanceInProgress)
    }

    @Test func `no commit is taken between a join and its assignment`() {
        var driver = GroupDriver()
        driver.join("", as: "a")
        #expect(driver.commit("a", generation: 1) == .rebalanceInProgress)
    }

    @Test func `a commit is taken while a rebalance collects members`() {
        var driver = GroupDriver.stable(["a"])
        driver.join("", as: "b")
        #expect(driver.commit("a", generation: 1) == ErrorCode.none)
    }

    @Test func `a consumer outside the protocol may commit only while nobody is in the group`() {
        var driver = GroupDriver()
        #expect(driver.commit("", generation: -1) == ErrorCode.none)
        driver.join("", as: "a")
        #expect(driver.commit("", generation: -1) == .unknownMemberID)
    }

    @Test func `a silent member loses its session, and heartbeats keep it`() {
        var driver = GroupDriver.stable(["a", "b"])
        for _ in 0..<5 {
            driver.advance(by: 9_000)
            _ = driver.heartbeat("a", generation: 2)
        }
        #expect(driver.machine.members.map(\.id) == ["a"])
        #expect(driver.machine.state == .preparingRebalance)
    }

    @Test func `a member that leaves makes the others rebalance`() {
        var driver = GroupDriver.stable(["a", "b"])
        #expect(driver.leave("a") == ErrorCode.none)
        #expect(driver.heartbeat("b", generation: 2) == .rebalanceInProgress)
        let token = driver.join("b")
        #expect(driver.joins[token]?.leaderID == "b")
        #expect(driver.joins[token]?.members.map(\.id) == ["b"])
        #expect(driver.leave("a") == .unknownMemberID)
    }

    @Test func `when the last member leaves the group is empty`() {
        var driver = GroupDriver.stable(["a"])
        #expect(driver.leave("a") == ErrorCode.none)
        #expect(driver.machine.state == .empty)
        #expect(driver.machine.nextDeadline == nil)
        #expect(driver.machine.isAbandoned)
    }

    @Test func `a member that joined but never syncs is dropped`() {
        var driver = GroupDriver()
        driver.join("", as: "a") { $0.sessionTimeout = 1_000_000 }
        driver.join("", as: "b") { $0.sessionTimeout = 1_000_000 }
        driver.join("a") { $0.sessionTimeout = 1_000_000 }
        let waiting = driver.sync("b", generation: 2)
        driver.advance(by: 60_000)
        #expect(driver.syncs[waiting]?.error == .rebalanceInProgress)
        #expect(driver.machine.members.map(\.id) == ["b"])
    }

    @Test func `closing answers everyone who waits`() {
        var driver = GroupDriver.stable(["a"])
        let join = driver.join("", as: "b")
        driver.close()
        #expect(driver.joins[join]?.error == .notCoordinator)
        let after = driver.join("", as: "c")
        #expect(driver.joins[after]?.error == .coordinatorNotAvailable)
        #expect(driver.machine.nextDeadline == nil)
    }
}

@Suite struct `Static members` {
    @Test func `a static member that comes back keeps its assignment without a rebalance`() {
        var driver = GroupDriver()
        driver.join("", as: "a-1") { $0.instanceID = "a" }
        driver.join("", as: "b-1") { $0.instanceID = "b" }
        driver.join("a-1") { $0.instanceID = "a" }
        driver.sync("a-1", generation: 2, assignments: ["a-1": [1], "b-1": [2]], instanceID: "a")
        let back = driver.join("", as: "b-2") { $0.instanceID = "b" }
        #expect(driver.joins[back]?.generation == 2)
        #expect(driver.joins[back]?.memberID == "b-2")
        #expect(driver.machine.state == .stable)
        let sync = driver.sync("b-2", generation: 2, instanceID: "b")
        #expect(driver.syncs[sync]?.assignment == [2])
    }

    @Test func `the predecessor of a static member is fenced`() {
        var driver = GroupDriver()
        driver.join("", as: "a-1") { $0.instanceID = "a" }
        driver.sync("a-1", generation: 1, instanceID: "a")
        driver.join("", as: "a-2") { $0.instanceID = "a" }
        let sender = GroupSender(memberID: "a-1", instanceID: "a", generation: 1)
        #expect(driver.machine.heartbeat(sender, now: driver.now) == .fencedInstanceID)
    }

    @Test func `a static leader that comes back is told not to assign again`() {
        for supportsSkipping in [true, false] {
            var driver = GroupDriver()
            driver.join("", as: "a-1") { $0.instanceID = "a" }
            driver.sync("a-1", generation: 1, assignments: ["a-1": [1]], instanceID: "a")
            let back = driver.join("", as: "a-2") {
                $0.instanceID = "a"
                $0.supportsSkippingAssignment = supportsSkipping
            }
            #expect(driver.joins[back]?.skipAssignment == supportsSkipping)
            #expect(driver.joins[back]?.leaderID == (supportsSkipping ? "a-2" : "a-1"))
        }
    }

    @Test func `a static member that is away keeps its place through a rebalance`() {
        var driver = GroupDriver()
        driver.join("", as: "a-1") {
            $0.instanceID = "a"
            $0.sessionTimeout = 1_000_000
        }
        driver.sync("a-1", generation: 1, instanceID: "a")
        driver.join("", as: "b-1") { $0.sessionTimeout = 1_000_000 }
        driver.advance(by: 60_000)
        #expect(driver.machine.generation == 2)
        #expect(driver.machine.members.map(\.id) == ["a-1", "b-1"])
        #expect(driver.machine.leaderID == "b-1")
    }

    @Test func `a static member can be removed by its instance id`() {
        var driver = GroupDriver()
        driver.join("", as: "a-1") { $0.instanceID = "a" }
        #expect(driver.leave("", instanceID: "x") == .unknownMemberID)
        #expect(driver.leave("", instanceID: "a") == ErrorCode.none)
        #expect(driver.machine.isAbandoned)
    }
}
