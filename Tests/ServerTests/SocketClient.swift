import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

@testable import Server

/// A signaling client: one WebSocket.
struct SocketClient: Sendable {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    enum Ending: Error { case refused(status: Int), closedWithoutReason }

    private enum Handshake: Sendable {
        case accepted(Frames, subprotocol: String?)
        case refused
    }

    /// Opens a socket, runs `body` and closes it.
    static func run(
        _ server: TestServer,
        headers: HTTPHeaders = [:],
        _ body: @Sendable (inout Session) async throws -> Void,
    ) async throws {
        let upgrade = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try configure(channel, host: server.host, headers: headers)
                }
            }
        guard case .accepted(let frames, let subprotocol) = try await upgrade.get() else {
            throw Ending.refused(status: 0)
        }
        try await frames.executeThenClose { inbound, outbound in
            var session = Session(
                channel: frames.channel,
                subprotocol: subprotocol,
                inbound: inbound.makeAsyncIterator(),
                outbound: outbound,
            )
            try await body(&session)
        }
    }

    private static func configure(
        _ channel: any Channel,
        host: String,
        headers: HTTPHeaders,
    ) throws -> EventLoopFuture<Handshake> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Handshake>(
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let frames = try Frames(wrappingChannelSynchronously: channel)
                    let name = head.headers.first(name: "sec-websocket-protocol")
                    return .accepted(frames, subprotocol: name)
                }
            }
        )
        var headers = headers
        headers.add(name: "Host", value: host)
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/ws", headers: headers)
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: head,
                upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.close(promise: nil)
                    return channel.eventLoop.makeSucceededFuture(.refused)
                },
            )
        )
        // Frames may come in the same packet as the response to the handshake.
        configuration.leftOverBytesStrategy = .forwardBytes
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: configuration
        )
    }

    /// An open socket, seen from the client.
    struct Session {
        let channel: any Channel
        let subprotocol: String?
        var inbound: NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

        func send(_ text: String) async throws {
            try await send(.text, ByteBuffer(string: text))
        }

        /// Sends a frame, masked as RFC 6455 §5.3 demands of clients.
        func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, fin: Bool = true) async throws {
            let frame = WebSocketFrame(
                fin: fin,
                opcode: opcode,
                maskKey: [1, 2, 3, 4],
                data: data,
            )
            try await outbound.write(frame)
        }

        /// The next message; pings are passed over.
        mutating func next() async throws -> String {
            while let frame = try await inbound.next() {
                if frame.opcode == .text { return String(buffer: frame.unmaskedData) }
                if frame.opcode == .connectionClose { break }
            }
            throw Ending.closedWithoutReason
        }

        /// The next message of a type.
        mutating func next(_ type: String) async throws -> String {
            while true {
                let message = try await next()
                if message.hasPrefix("{\"type\":\"\(type)\"") { return message }
            }
        }

        mutating func nextFrame() async throws -> WebSocketFrame? { try await inbound.next() }

        /// What the close frame says; messages before it are passed over.
        mutating func closing() async throws -> (code: WebSocketErrorCode, reason: String) {
            while let frame = try await inbound.next() {
                guard frame.opcode == .connectionClose else { continue }
                var data = frame.unmaskedData
                guard let code = data.readWebSocketErrorCode() else { break }
                return (code, String(buffer: data))
            }
            throw Ending.closedWithoutReason
        }

        /// Joins and returns the `joined` message.
        mutating func join(_ room: String = "lobby", name: String = "Ada") async throws -> String {
            try await send(#"{"type":"join","room":"\#(room)","name":"\#(name)"}"#)
            return try await next("joined")
        }
    }
}
