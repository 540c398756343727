import PostgresClient
import Testing

@testable import ClickSink

@Suite struct RefusalTests {
    private func error(_ code: String, context: String?) -> PostgresError {
        var error = PostgresError(.server, "refused", sqlState: SQLState(code))
        error.context = context
        return error
    }

    @Test func `the row at fault is read from the context of a COPY`() {
        #expect(error("22P02", context: "COPY user_clicks, line 12, column price").copyLine == 12)
        #expect(error("22021", context: "COPY staged_clicks, line 3").copyLine == 3)
        #expect(error("22008", context: "COPY staged_rejections, line 3").copyLine == nil)
        #expect(error("22021", context: "SQL function, line 3").copyLine == nil)
        #expect(error("22021", context: nil).copyLine == nil)
    }

    @Test func `refusals of data are told from faults of the server`() {
        for code in ["22P02", "23514", "54000", "21000"] {
            #expect(error(code, context: nil).isRefusalOfData)
        }
        for code in ["57P01", "40001", "53100", "42501"] {
            #expect(!error(code, context: nil).isRefusalOfData)
        }
    }
}
