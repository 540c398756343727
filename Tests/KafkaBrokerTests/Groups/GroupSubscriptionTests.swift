import KafkaBroker
import Testing

@Suite struct GroupSubscriptionTests {
    private let oneTopic: [UInt8] = [0, 1, 0, 0, 0, 1, 0, 2, 0x74, 0x75, 0xFF, 0xFF, 0xFF, 0xFF]

    @Test func `a consumer's topics are read, whatever follows them`() {
        #expect(GroupSubscription.topics(oneTopic) == ["tu"])
        #expect(GroupSubscription.topics([0, 0, 0, 0, 0, 0]) == [])
    }

    @Test func `bytes that are something else have no topics`() {
        for count in 0..<10 { #expect(GroupSubscription.topics(Array(oneTopic.prefix(count))) == nil) }
        #expect(GroupSubscription.topics(Array("topics".utf8)) == nil)
        #expect(GroupSubscription.topics([0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0]) == nil)
        #expect(GroupSubscription.topics([0xFF, 0, 0, 0, 0, 0]) == nil)
    }
}
