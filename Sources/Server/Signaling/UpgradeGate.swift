import NIOCore
import NIOHTTP1

/// Lets through only the upgrades that will be accepted; from the others it takes the `Upgrade`
/// header, so that the router answers them like any request.
///
/// Without it NIO's typed upgrade handler (2.101.2) loses the request head of an upgrade that it
/// refuses, and fails a request that has both a body and an `Upgrade` header.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let accept: WebSocketCapableHTTP1.Accept

    init(_ accept: @escaping WebSocketCapableHTTP1.Accept) {
        self.accept = accept
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = Self.unwrapInboundIn(data),
            head.headers.contains(name: "upgrade"), !isAcceptable(head)
        else { return context.fireChannelRead(data) }
        head.headers.remove(name: "upgrade")
        context.fireChannelRead(Self.wrapInboundOut(.head(head)))
    }

    /// RFC 6455 §4.2.1, and the server's own conditions.
    private func isAcceptable(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET
            && head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers.contains(name: "sec-websocket-key")
            && head.headers.first(name: "sec-websocket-version") == "13"
            && accept(head) != nil
    }
}
