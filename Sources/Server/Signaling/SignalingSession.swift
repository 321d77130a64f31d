import Conference
import FoundationEssentials
import Logging
import Media
import NIOCore
import NIOWebSocket
import ServiceLifecycle

/// What one signaling socket may use up.
package struct SignalingLimits: Hashable, Sendable {
    /// A message from a client; an offer with many candidates is some ten thousand bytes.
    package var maximumMessageBytes = 256 << 10
    /// Messages that wait for a client to read.
    package var maximumPendingMessages = 1024
    /// Bytes that wait for a client to read.
    package var maximumPendingBytes = 1 << 20
    /// A ping goes out each so often; no frame for twice as long means that nobody is there.
    package var keepAlive = Duration.seconds(20)
    /// Messages of any kind, 20 a second; pings and pongs are none.
    package var messages = Rate(oneEach: .milliseconds(50), burst: 40)
    /// Chat lines, 5 a second: each costs a message to everybody in the room.
    package var chat = Rate(oneEach: .milliseconds(200), burst: 10)
    /// Messages refused for coming too fast; who exceeds this as well is let go of.
    package var refusals = Rate(oneEach: .seconds(1), burst: 200)
    /// How long a client may be connected before it is in a room.
    package var joining = Duration.seconds(15)
    /// How long a client gets to close its side.
    package var closing = Duration.seconds(2)

    package init() {}
}

/// Drives one `Conversation` over one WebSocket: a reader, a writer, and those who watch.
///
/// Whichever of them ends first decides how the socket is closed.
struct SignalingSession: Sendable {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    typealias Inbound = NIOAsyncChannelInboundStream<WebSocketFrame>
    typealias Outbound = NIOAsyncChannelOutboundWriter<WebSocketFrame>

    let reception: any Reception
    let iceServers: [ICEServer]
    let limits: SignalingLimits
    let logger: Logger
    let queue: OutgoingQueue
    let life: SignsOfLife
    /// Reports that the queue's limits were reached.
    private let overflows: AsyncStream<Void>
    private let overflow: AsyncStream<Void>.Continuation
    private let stopwatch = Stopwatch()

    init(
        reception: any Reception,
        iceServers: [ICEServer],
        limits: SignalingLimits,
        logger: Logger,
    ) {
        self.reception = reception
        self.iceServers = iceServers
        self.limits = limits
        self.logger = logger
        queue = OutgoingQueue(
            limits: OutgoingQueue.Limits(
                messages: limits.maximumPendingMessages,
                bytes: limits.maximumPendingBytes,
            )
        )
        life = SignsOfLife()
        (overflows, overflow) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Returns when the socket is closed.
    func run(_ frames: Frames) async throws {
        try await withGracefulShutdownHandler {
            try await frames.executeThenClose { inbound, outbound in
                await serve(inbound, outbound, channel: frames.channel)
            }
        } onGracefulShutdown: {
            // Who is in a room gets the room's `bye`, and the end after it.
            if !life.isSeated { queue.close(.goingAway) }
        }
    }

    /// How it came to an end.
    private enum End {
        /// The client closes; its frame is answered in kind.
        case theirs
        /// We close, and say why.
        case ours(Closing)
        /// Reading cannot go on, so we close at once, and say why.
        case unreadable(Closing)
        /// The connection is gone.
        case broken
    }

    private func serve(_ inbound: Inbound, _ outbound: Outbound, channel: any Channel) async {
        await withTaskGroup(of: End.self) { group in
            group.addTask { await read(inbound) }
            group.addTask { await endOfOurSide(outbound) }
            let end = await group.next()
            life.end()
            switch end {
            case .ours(let closing):
                logger.debug("closing a signaling socket: \(closing.reason)")
                await farewell(closing, channel) { _ in await group.waitForAll() }
            case .unreadable(let closing):
                await farewell(closing, channel) { try? await $0.get() }
            case .theirs:
                await farewell(.normal(""), channel) { try? await $0.get() }
            case .broken, nil:
                break
            }
            group.cancelAll()
        }
    }

    /// Writes a close frame, past a queue that may be stuck, and waits for what `end` waits for; not
    /// for ever.
    ///
    /// - Parameter end: gets what completes when the frame is written.
    private func farewell(
        _ closing: Closing,
        _ channel: any Channel,
        until end: (EventLoopFuture<Void>) async -> Void,
    ) async {
        let time = TimeAmount(limits.closing)
        let cut = channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
        await end(channel.writeAndFlush(WebSocketFrame.close(closing)))
        cut.cancel()
    }

    // MARK: In

    /// Handles messages until the client is gone.
    private func read(_ inbound: Inbound) async -> End {
        var conversation = Conversation(reception: reception, iceServers: iceServers) { say($0) }
        var allowance = MessageAllowance(limits)
        let end = await withTaskGroup(of: Void.self) { attendance in
            defer { attendance.cancelAll() }
            do {
                for try await frame in inbound {
                    life.note()
                    if frame.opcode == .connectionClose { return End.theirs }
                    if life.isEnding { continue }
                    switch await handle(frame, &conversation, &allowance) {
                    case .goOn: break
                    case .attend(let events):
                        life.seat()
                        attendance.addTask { await attend(events) }
                    case .close(let closing): queue.close(closing)
                    }
                }
            } catch NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge {
                return .unreadable(.tooBig)
            } catch {
                // The connection broke, or NIO has closed it for breaking the protocol.
            }
            return .broken
        }
        if !life.isDismissed { await conversation.connectionLost() }
        return end
    }

    private func handle(
        _ frame: WebSocketFrame,
        _ conversation: inout Conversation,
        _ allowance: inout MessageAllowance,
    ) async -> Conversation.Outcome {
        switch frame.opcode {
        case .text, .binary:
            // Before it is read: a flood is not to cost the reading of it either.
            let verdict = allowance.judge(now: stopwatch.now)
            guard verdict == .obey else { return conversation.refuse(verdict, about: nil) }
            return await handle(message: frame, &conversation, &allowance)
        case .ping:
            // RFC 6455 §5.5.3: the same application data goes back.
            enqueue(.pong(frame.unmaskedData))
            return .goOn
        default:
            return .goOn
        }
    }

    private func handle(
        message frame: WebSocketFrame,
        _ conversation: inout Conversation,
        _ allowance: inout MessageAllowance,
    ) async -> Conversation.Outcome {
        guard frame.opcode == .text else {
            conversation.handle(MessageFault(reason: "binary; messages are text"))
            return .goOn
        }
        let json = Data(frame.unmaskedData.readableBytesView)
        guard String(validating: json, as: UTF8.self) != nil else { return .close(.notUTF8) }
        do throws(MessageFault) {
            let message = try ClientMessage(json: json)
            if case .chat = message {
                let verdict = allowance.judgeChat(now: stopwatch.now)
                guard verdict == .obey else { return conversation.refuse(verdict, about: "chat") }
            }
            // The room's own farewell would come on top of the answer to `leave`.
            if message == .leave { life.dismiss() }
            return await conversation.handle(message)
        } catch {
            conversation.handle(error)
            return .goOn
        }
    }

    /// Passes a room's events on; the last one closes the socket.
    private func attend(_ events: AsyncStream<RoomEvent>) async {
        for await event in events where !life.isDismissed {
            if case .bye = event { life.dismiss() }
            if let message = ServerMessage(event) { say(message) }
            if case .bye(let reason) = event { return queue.close(.normal(reason)) }
        }
        if !Task.isCancelled, !life.isDismissed { queue.close(.normal("the room let go")) }
    }

    // MARK: Out

    private func say(_ message: ServerMessage) {
        enqueue(.text(message.json))
    }

    private func enqueue(_ item: OutgoingQueue.Item) {
        if !queue.offer(item) { overflow.yield() }
    }

    /// Writes until there is a reason of ours to close.
    private func endOfOurSide(_ outbound: Outbound) async -> End {
        await withTaskGroup(of: End?.self) { group in
            group.addTask { await write(outbound) }
            group.addTask { await keepAlive() }
            group.addTask { await awaitJoin() }
            group.addTask {
                for await _ in overflows { return .ours(.tooSlow) }
                return nil
            }
            defer { group.cancelAll() }
            // Nil: this one watches no more, the others do.
            for await case let end? in group { return end }
            return .broken
        }
    }

    private func write(_ outbound: Outbound) async -> End {
        do {
            for await item in queue.items {
                switch item {
                case .text(let text): try await outbound.write(.text(text))
                case .ping: try await outbound.write(.ping)
                case .pong(let data): try await outbound.write(.pong(data))
                case .close(let closing): return .ours(closing)
                }
                queue.written(item)
            }
        } catch {
            // The channel is gone; the reader sees that too.
        }
        return .broken
    }

    private func keepAlive() async -> End? {
        while (try? await Task.sleep(for: limits.keepAlive)) != nil {
            guard life.isAliveSinceLastLook() else { return .ours(.silent) }
            enqueue(.ping)
        }
        return nil
    }

    /// Who opens a socket wants to join; one that is only held is given up.
    private func awaitJoin() async -> End? {
        let hasWaited = (try? await Task.sleep(for: limits.joining)) != nil
        return hasWaited && !life.isSeated ? .ours(.notJoined) : nil
    }
}
