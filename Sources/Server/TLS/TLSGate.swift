import NIOCore
import NIOSSL

/// Sees from the first byte of a connection whether it is TLS, and gives way to TLS if so; a
/// request in plain HTTP is sent to the https address instead of being reset without a word.
final class TLSGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// RFC 8446 §5.1: a connection begins with a record of type handshake.
    private static let handshake: UInt8 = 22

    private let credentials: TLSCredentials
    private var request = PlainRequest()
    private var isAnswered = false

    init(_ credentials: TLSCredentials) {
        self.credentials = credentials
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Self.unwrapInboundIn(data)
        guard !isAnswered, bytes.readableBytes > 0 else { return }
        guard request.isEmpty,
            bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) == Self.handshake
        else {
            if let answer = request.take(&bytes) { say(answer, context: context) }
            return
        }
        let server = NIOSSLServerHandler(context: credentials.context)
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(server, position: .after(self))
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(Self.wrapInboundOut(bytes))
        pipeline.removeHandler(context: context, promise: nil)
    }

    private func say(_ answer: String, context: ChannelHandlerContext) {
        isAnswered = true
        let bytes = context.channel.allocator.buffer(string: answer)
        let channel = context.channel
        context.writeAndFlush(Self.wrapOutboundOut(bytes)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
