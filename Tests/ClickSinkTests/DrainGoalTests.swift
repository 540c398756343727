import Testing

@testable import ClickSink

@Suite struct DrainGoalTests {
    @Test func `it is reached once every partition is stored up to its end, by whomever`() {
        var goal = DrainGoal(ends: [(0, 0, 10), (1, 5, 7), (2, 0, 0), (3, 9, 9)])
        #expect(goal.open == [0: 10, 1: 7])
        goal.isStored(1, upTo: 7)
        goal.isStored(0, upTo: 9)
        #expect(!goal.isReached)
        goal.isStored(0, upTo: 12)
        #expect(goal.isReached)
    }

    @Test func `an empty topic is nothing to wait for`() {
        #expect(DrainGoal(ends: [(0, 0, 0), (1, 3, 3)]).isReached)
    }
}
