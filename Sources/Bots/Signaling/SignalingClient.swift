import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// Why a bot could not talk to its server.
package enum SignalingError: Error, Hashable, CustomStringConvertible {
    case cannotConnect(String)
    /// The server did not take the WebSocket.
    case refused
    /// The server closed the socket.
    case closed
    /// The server said so.
    case complaint(String)

    package var description: String {
        switch self {
        case .cannotConnect(let reason): "cannot connect: \(reason)"
        case .refused: "the server refused the WebSocket"
        case .closed: "the server closed the connection"
        case .complaint(let text): "the server says: \(text)"
        }
    }
}

/// A WebSocket to a server, from the client's side (RFC 6455).
struct SignalingClient: Sendable {
    private typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private enum Handshake: Sendable {
        case accepted(Frames)
        case refused
    }

    private static let path = "/ws"
    private static let subprotocol = "tessera.v1"
    /// Longer messages end the connection; a room of a thousand fits.
    fileprivate static let maximumFrameBytes = 1 << 20

    let address: ServerAddress
    /// Whether any certificate will do.
    let isInsecure: Bool

    /// Opens a socket, runs `body` and closes it.
    func run<Result: Sendable>(
        _ body: @Sendable (inout Session) async throws -> Result
    ) async throws -> Result {
        let tls = try address.isSecure ? makeTLS() : nil
        let upgrade: EventLoopFuture<Handshake>
        do {
            upgrade = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try configure(channel, tls) }
                }
        } catch {
            throw SignalingError.cannotConnect("\(error)")
        }
        let handshake: Handshake
        do {
            handshake = try await upgrade.get()
        } catch {
            throw SignalingError.cannotConnect("\(error)")
        }
        guard case .accepted(let frames) = handshake else { throw SignalingError.refused }
        return try await frames.executeThenClose { inbound, outbound in
            var session = Session(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&session)
        }
    }

    private func makeTLS() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if isInsecure { configuration.certificateVerification = .none }
        return try NIOSSLContext(configuration: configuration)
    }

    private func configure(
        _ channel: any Channel,
        _ tls: NIOSSLContext?,
    ) throws -> EventLoopFuture<Handshake> {
        if let tls {
            // RFC 6066 §3: an address is no name for the server to choose by.
            let isAddress = (try? SocketAddress(ipAddress: address.host, port: 0)) != nil
            let handler = try NIOSSLClientHandler(
                context: tls,
                serverHostname: isAddress ? nil : address.host,
            )
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        let upgrader = NIOTypedWebSocketClientUpgrader<Handshake>(
            maxFrameSize: Self.maximumFrameBytes,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    .accepted(try Frames(wrappingChannelSynchronously: channel))
                }
            },
        )
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: requestHead,
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

    private var requestHead: HTTPRequestHead {
        HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: Self.path,
            headers: [
                "Host": address.authority,
                "Sec-WebSocket-Protocol": Self.subprotocol,
            ],
        )
    }

    /// An open socket.
    struct Session {
        fileprivate var inbound: NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

        /// A way to send, for other tasks too.
        var writer: Writer { Writer(outbound: outbound) }

        /// The next message; pings are answered.
        ///
        /// - Throws: `SignalingError.closed` when there is none to come.
        mutating func next() async throws -> SignalingMessage {
            var text = ByteBuffer()
            while let frame = try await inbound.next() {
                switch frame.opcode {
                case .text, .continuation:
                    var data = frame.unmaskedData
                    let length = text.readableBytes + data.readableBytes
                    guard length <= SignalingClient.maximumFrameBytes else {
                        throw SignalingError.closed
                    }
                    text.writeBuffer(&data)
                    guard frame.fin else { continue }
                    return try SignalingMessage(json: Data(text.readableBytesView))
                case .ping:
                    try await writer.send(.pong, frame.unmaskedData)
                case .connectionClose:
                    throw SignalingError.closed
                default:
                    continue
                }
            }
            throw SignalingError.closed
        }
    }

    /// Sends messages.
    struct Writer: Sendable {
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

        func send(_ request: SignalingRequest) async throws {
            try await send(.text, ByteBuffer(bytes: JSONEncoder().encode(request)))
        }

        /// Sends a frame, masked as RFC 6455 §5.3 demands of clients.
        fileprivate func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
            let frame = WebSocketFrame(
                fin: true,
                opcode: opcode,
                maskKey: .random(),
                data: data,
            )
            try await outbound.write(frame)
        }
    }
}
