import NIOCore

/// Tells a connection for which there is no room so, and closes it.
final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What is said.
    enum Words: Sendable {
        case noRoom
        case silent
    }

    /// What is not read yet when a socket closes makes the kernel reset the connection, and the
    /// other side may then never see the answer: its request is awaited for so long.
    private static let patience = TimeAmount.seconds(1)

    private let words: Words
    private var cut: Scheduled<Void>?

    init(_ words: Words) { self.words = words }

    func channelActive(context: ChannelHandlerContext) {
        guard words == .noRoom else { return context.close(promise: nil) }
        let channel = context.channel
        let answer = PlainResponse.text(
            "503 Service Unavailable",
            "there are too many connections",
            header: "Retry-After: 10\r\n",
        )
        let bytes = channel.allocator.buffer(string: answer)
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: nil)
        context.close(mode: .output, promise: nil)
        cut = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nobody asks what it was.
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The other side has read to the end, or the server shuts down.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        cut?.cancel()
        context.fireChannelInactive()
    }
}
