internal import KafkaProtocol

extension BrokerCore {
    /// Reads, or waits for something to read.
    ///
    /// There are no fetch sessions (KIP-227): a client that asks for one is answered with session id 0, which
    /// tells it to send full requests. One that claims to be in a session is told that there is none, and
    /// starts over.
    func fetch(_ request: FetchRequest, _ context: RequestContext, reply: @escaping Reply) {
        if request.sessionID != 0 && request.sessionEpoch > 0 {
            var response = FetchResponse()
            response.errorCode = .fetchSessionIDNotFound
            return reply(.response(.fetch(response)))
        }
        FetchSession(request, context, core: self, reply: reply).start()
    }
}
