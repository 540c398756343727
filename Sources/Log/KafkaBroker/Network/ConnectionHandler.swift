internal import KafkaLog
internal import KafkaProtocol
internal import Logging
internal import NIOCore

/// One client's connection: frames in, answers out. What may happen when is the state machine's decision.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = IOData

    private enum Pending {
        case request(RequestHeader, ByteBuffer)
        case newerApiVersions(correlationID: Int32)
    }

    private let core: BrokerCore
    private let logger: Logger
    private let lifeline = ConnectionLifeline()
    private let progress: FrameProgress
    private var machine: ConnectionStateMachine
    private var patience: ConnectionPatience?
    private var patienceTask: RepeatedTask?
    private var pending: [RequestNumber: Pending] = [:]
    private var answers: [RequestNumber: (RequestHeader, Answer)] = [:]
    private var queuedActions: [ConnectionStateMachine.Action] = []
    private var isRunning = false
    private var hasHeldBackRead = false
    private var clientHost = ""
    private var localHost = ""
    private var localPort = 0

    /// - Parameter progress: that of the decoder before this handler.
    init(core: BrokerCore, progress: FrameProgress) {
        self.core = core
        self.progress = progress
        logger = core.logger
        let limits = core.configuration.limits
        machine = ConnectionStateMachine(
            limits: .init(requests: limits.requestsInFlight, bytes: limits.bytesInFlight))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        clientHost = context.remoteAddress?.ipAddress ?? ""
        localHost = context.localAddress?.ipAddress ?? ""
        localPort = context.localAddress?.port ?? 0
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { patienceTask?.cancel() }

    // MARK: From the peer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var frame = unwrapInboundIn(data)
        let frameBytes = frame.readableBytes
        do throws(ProtocolError) {
            let pendingRequest: Pending
            var mayOverlap = false
            switch try RequestHeader.decode(&frame) {
            case .supported(let header):
                pendingRequest = .request(header, frame)
                mayOverlap = header.api == .produce
            case .newerApiVersions(let correlationID):
                pendingRequest = .newerApiVersions(correlationID: correlationID)
            }
            let (number, actions) = machine.requestReceived(bytes: frameBytes, mayOverlap: mayOverlap)
            pending[number] = pendingRequest
            run(actions, context: context)
        } catch {
            refuse(error, context: context)
        }
    }

    func read(context: ChannelHandlerContext) {
        if machine.wantsToRead { context.read() } else { hasHeldBackRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        patience?.signOfLife(now: Self.now(context))
        run(machine.writabilityChanged(to: context.channel.isWritable), context: context)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refuse(error, context: context)
    }

    // MARK: The machine's actions

    /// A handler may answer before it returns, and so come back here: what it causes waits for its turn.
    private func run(_ actions: [ConnectionStateMachine.Action], context: ChannelHandlerContext) {
        queuedActions += actions
        if isRunning { return }
        isRunning = true
        var hasWritten = false
        var next = 0
        while next < queuedActions.count {
            switch queuedActions[next] {
            case .start(let number): start(number, context: context)
            case .finish(let number): hasWritten = finish(number, context: context) || hasWritten
            }
            next += 1
        }
        queuedActions.removeAll(keepingCapacity: true)
        isRunning = false
        if hasWritten { context.flush() }
        if hasHeldBackRead && machine.wantsToRead {
            hasHeldBackRead = false
            context.read()
        }
    }

    private func start(_ number: RequestNumber, context: ChannelHandlerContext) {
        switch pending.removeValue(forKey: number) {
        case .request(let header, let body):
            do throws(ProtocolError) {
                let request = try Request.decode(
                    header.api, version: header.version, from: body,
                    maximumElements: core.configuration.limits.requestElements)
                let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
                let boundContext = NIOLoopBound(context, eventLoop: context.eventLoop)
                let eventLoop = context.eventLoop
                core.handle(request, requestContext(header, context)) { answer in
                    if eventLoop.inEventLoop {
                        bound.value.answered(number, header, answer, context: boundContext.value)
                    } else {
                        eventLoop.execute {
                            bound.value.answered(number, header, answer, context: boundContext.value)
                        }
                    }
                }
            } catch {
                refuse(error, context: context)
            }
        case .newerApiVersions(let correlationID):
            let header = RequestHeader(
                api: .apiVersions, version: 0, correlationID: correlationID, clientID: nil)
            let response = ApiVersionsResponse.supported(errorCode: .unsupportedVersion)
            answered(number, header, .response(.apiVersions(response)), context: context)
        case nil: break
        }
    }

    private func answered(
        _ number: RequestNumber, _ header: RequestHeader, _ answer: Answer, context: ChannelHandlerContext
    ) {
        if case .closeConnection = answer { return context.close(promise: nil) }
        patience?.signOfLife(now: Self.now(context))
        answers[number] = (header, answer)
        run(machine.requestAnswered(number), context: context)
    }

    /// - Returns: whether there is something to flush.
    private func finish(_ number: RequestNumber, context: ChannelHandlerContext) -> Bool {
        guard let (header, answer) = answers.removeValue(forKey: number) else { return false }
        var slices: [LogSlice] = []
        let response: Response
        switch answer {
        case .nothing, .closeConnection: return false
        case .response(let whole): response = whole
        case .fetched(let fetched, let fetchedSlices):
            response = .fetch(fetched)
            slices = fetchedSlices
        }
        do throws(ProtocolError) {
            var head = context.channel.allocator.buffer(capacity: 256)
            head.writeInteger(0 as Int32)
            ResponseHeader(correlationID: header.correlationID)
                .encode(api: header.api, version: header.version, into: &head)
            var parts = try response.encode(version: header.version, after: head)
            Self.setLength(of: &parts)
            ResponseSender.send(parts, slices: slices) { data, promise in
                context.write(wrapOutboundOut(data), promise: promise)
            } promise: {
                context.eventLoop.makePromise()
            }
            return true
        } catch {
            refuse(error, context: context)
            return false
        }
    }

    private static func setLength(of parts: inout [EncodedPart]) {
        var length = -4
        for part in parts {
            switch part {
            case .bytes(let buffer): length += buffer.readableBytes
            case .external(let count, _): length += count
            }
        }
        guard case .bytes(var first) = parts.first else { return }
        parts[0] = .bytes(ByteBuffer())
        first.setInteger(Int32(length), at: first.readerIndex)
        parts[0] = .bytes(first)
    }

    private func requestContext(_ header: RequestHeader, _ context: ChannelHandlerContext) -> RequestContext {
        RequestContext(
            header: header, clientHost: clientHost, localHost: localHost, localPort: localPort,
            lifeline: lifeline, eventLoop: context.eventLoop)
    }

    // MARK: The end

    private static func now(_ context: ChannelHandlerContext) -> Int64 {
        Int64(context.eventLoop.now.uptimeNanoseconds / 1_000_000)
    }

    /// Looks from time to time whether the peer still has a use for its connection.
    private func watch(_ context: ChannelHandlerContext) {
        let limits = core.configuration.limits
        let patience = ConnectionPatience(
            frameMilliseconds: limits.frameMilliseconds, idleMilliseconds: limits.idleMilliseconds,
            now: Self.now(context))
        self.patience = patience
        let interval = TimeAmount.milliseconds(patience.interval)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let boundContext = NIOLoopBound(context, eventLoop: context.eventLoop)
        patienceTask = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            bound.value.look(boundContext.value)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        var sight = ConnectionPatience.Sight()
        sight.framesCompleted = progress.completed
        sight.isFrameIncomplete = progress.isIncomplete
        sight.isRead = machine.wantsToRead
        sight.isBusy = machine.isBusy
        guard let verdict = patience?.look(sight, now: Self.now(context)), verdict != .fine else { return }
        logger.debug(
            "a connection is closed", metadata: ["peer": "\(clientHost)", "reason": "\(verdict.rawValue)"])
        end()
        context.close(promise: nil)
    }

    private func refuse(_ error: any Error, context: ChannelHandlerContext) {
        logger.debug(
            "a connection is closed",
            metadata: ["peer": "\(clientHost)", "reason": "\(error)"])
        end()
        context.close(promise: nil)
    }

    private func end() {
        machine.closed()
        patienceTask?.cancel()
        patienceTask = nil
        pending = [:]
        answers = [:]
        lifeline.close()
    }
}
