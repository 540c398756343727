import KafkaProtocol
import Testing

@Suite struct Tables {
    @Test func `error codes are in order, without a gap, and each name is there once`() {
        let codes = ErrorCode.table.map(\.code.rawValue)
        #expect(codes == Array(-1...Int16(codes.count - 2)))
        #expect(Set(ErrorCode.table.map(\.name)).count == codes.count)
        for entry in ErrorCode.table { #expect(entry.code.entry?.name == entry.name) }
    }

    @Test func `a code that has no name is its number`() {
        #expect(ErrorCode(rawValue: 9_999).entry == nil)
        #expect("\(ErrorCode(rawValue: 9_999))" == "9999")
        #expect("\(ErrorCode.none)" == "NONE")
        #expect("\(ErrorCode(rawValue: .min))" == "-32768")
    }

    @Test func `ApiVersions announces what is decoded`() {
        let response = ApiVersionsResponse.supported()
        #expect(response.apis.count == APIKey.allCases.count)
        for api in response.apis {
            let key = APIKey(rawValue: api.key)
            #expect(key?.versions == api.minimumVersion...api.maximumVersion)
        }
    }

    @Test func `retriable errors are those that pass by themselves`() {
        #expect(ErrorCode.kafkaStorageError.entry?.isRetriable == true)
        #expect(ErrorCode.unknownTopicOrPartition.entry?.isRetriable == true)
        #expect(ErrorCode.messageTooLarge.entry?.isRetriable == false)
        #expect(ErrorCode.unsupportedForMessageFormat.entry?.isRetriable == false)
    }
}
