import NIOCore
import NIOHTTP1

/// Ends a connection whose other side is too slow: its request does not come to its end, or what is
/// written to it is not read.
///
/// ```
/// bytes ──▶ RequestClock ──▶ decoder ──▶ RequestClock.Parts ──▶ …
///           first byte: starts            end: stops
/// ```
///
/// It stands below the decoder, since a head that comes byte by byte is seen by nobody above; its
/// other half above the decoder sees where requests and responses end. The time is that of the
/// whole request: one byte now and then does not prolong it. How long a connection may be silent
/// between requests is not its matter.
final class RequestClock: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: ConnectionLimits
    private let census: ConnectionCensus
    /// Runs from the first byte of a request to its last.
    private var request: Scheduled<Void>?
    /// Runs while more is written than the other side reads.
    private var reading: Scheduled<Void>?
    private var progress = Progress()

    /// How far requests and their responses are.
    fileprivate struct Progress {
        /// The head of the request that is being read has come.
        var hasHead = false
        /// Requests whose head has come, and whose response has not ended.
        var unanswered = 0
        /// A response is half written.
        var isResponding = false

        /// Whether the next response is that of the request which is being read.
        var isAnswerable: Bool { !isResponding && unanswered == (hasHead ? 1 : 0) }
    }

    init(_ limits: ConnectionLimits, _ census: ConnectionCensus) {
        self.limits = limits
        self.census = census
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if request == nil {
            request = context.eventLoop.assumeIsolated().scheduleTask(
                in: TimeAmount(limits.request)
            ) { self.end(context, says: true) }
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        reading?.cancel()
        reading = nil
        if !context.channel.isWritable {
            reading = context.eventLoop.assumeIsolated().scheduleTask(
                in: TimeAmount(limits.reading)
            ) { self.end(context, says: false) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    /// - Parameter says: whether the other side is told, where that is possible.
    private func end(_ context: ChannelHandlerContext, says: Bool) {
        census.noteTooSlow()
        if says, progress.isAnswerable {
            let answer = PlainResponse.text("408 Request Timeout", "the request did not end")
            let bytes = context.channel.allocator.buffer(string: answer)
            context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: nil)
        }
        context.close(promise: nil)
    }

    private func stop() {
        request?.cancel()
        request = nil
        reading?.cancel()
        reading = nil
    }

    // MARK: What the other half sees

    fileprivate func change(_ body: (inout Progress) -> Void) { body(&progress) }

    fileprivate func requestEnded() {
        progress.hasHead = false
        request?.cancel()
        request = nil
    }
}

extension RequestClock {
    /// The half above the decoder.
    final class Parts: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart
        typealias OutboundIn = HTTPServerResponsePart
        typealias OutboundOut = HTTPServerResponsePart

        private let clock: RequestClock

        init(of clock: RequestClock) { self.clock = clock }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch Self.unwrapInboundIn(data) {
            case .head:
                clock.change {
                    $0.hasHead = true
                    $0.unanswered += 1
                }
            case .body: break
            case .end: clock.requestEnded()
            }
            context.fireChannelRead(data)
        }

        func write(
            context: ChannelHandlerContext,
            data: NIOAny,
            promise: EventLoopPromise<Void>?,
        ) {
            switch Self.unwrapOutboundIn(data) {
            case .head: clock.change { $0.isResponding = true }
            case .body: break
            case .end:
                clock.change {
                    $0.isResponding = false
                    $0.unanswered -= 1
                }
            }
            context.write(data, promise: promise)
        }
    }
}
