import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import ServiceLifecycle

/// What a connection turned into once its first request head was seen.
enum ConnectionKind: Sendable {
    case webSocket(SignalingSession.Frames)
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
}

/// A connection whose first request is awaited.
struct PendingConnection: ServerChildChannelValue {
    let channel: any Channel
    let kind: EventLoopFuture<ConnectionKind>
}

/// HTTP/1.1 that may turn into a WebSocket on the same port.
struct WebSocketCapableHTTP1: ServerChildChannel, HTTPChannelHandler {
    typealias Value = PendingConnection
    /// The response's extra headers; nil refuses and leaves the request to the router.
    typealias Accept = @Sendable (HTTPRequestHead) -> HTTPHeaders?
    typealias Session = @Sendable (SignalingSession.Frames, Logger) async throws -> Void

    let responder: HTTPChannelHandler.Responder
    /// Whether TLS is below.
    let isSecure: Bool
    let maximumMessageBytes: Int
    let limits: ConnectionLimits
    let census: ConnectionCensus
    let accept: Accept
    let session: Session

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<PendingConnection> {
        channel.eventLoop.makeCompletedFuture {
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)
            )
            let clock = RequestClock(limits, census)
            let parts = RequestClock.Parts(of: clock)
            let gate = UpgradeGate(accept)
            let (isSecure, silence) = (isSecure, limits.silence)
            let upgrader = NIOTypedHTTPServerUpgradeHandler(
                httpEncoder: encoder,
                extraHTTPHandlers: [clock, decoder, parts, gate],
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                    upgraders: [webSocketUpgrader],
                    notUpgradingCompletionHandler: {
                        Self.becomeHTTP($0, isSecure: isSecure, silence: silence, logger: logger)
                    },
                ),
            )
            try channel.pipeline.syncOperations.addHandlers(
                [clock, encoder, decoder, parts, gate, upgrader]
            )
            return PendingConnection(channel: channel, kind: upgrader.upgradeResultFuture)
        }
    }

    func handle(value: PendingConnection, logger: Logger) async {
        do {
            switch try await firstRequest(value) {
            case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
            case .webSocket(let frames): try await session(frames, logger)
            }
        } catch {
            logger.debug("connection ended: \(error)")
        }
    }

    /// Waits until it is known what the connection becomes.
    ///
    /// Browsers open connections that they may need: one that stays silent does not hold up a
    /// shut-down, and is not kept for ever.
    private func firstRequest(_ value: PendingConnection) async throws -> ConnectionKind {
        let close: @Sendable () -> Void = { value.channel.close(mode: .all, promise: nil) }
        let time = TimeAmount(limits.silence)
        let timeout = value.channel.eventLoop.scheduleTask(in: time, close)
        defer { timeout.cancel() }
        return try await withTaskCancellationOrGracefulShutdownHandler {
            try await value.kind.get()
        } onCancelOrGracefulShutdown: {
            close()
        }
    }

    private var webSocketUpgrader: NIOTypedWebSocketServerUpgrader<ConnectionKind> {
        let accept = accept
        let maximum = maximumMessageBytes
        return NIOTypedWebSocketServerUpgrader(
            maxFrameSize: maximum,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(accept(head))
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 1,
                            maxAccumulatedFrameCount: 1024,
                            maxAccumulatedFrameSize: maximum,
                        )
                    )
                    return .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            },
        )
    }

    private static func becomeHTTP(
        _ channel: any Channel,
        isSecure: Bool,
        silence: Duration,
        logger: Logger,
    ) -> EventLoopFuture<ConnectionKind> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
            try channel.pipeline.syncOperations.addHandler(
                HTTPConnectionStateHandler(idleTimeout: silence, logger: logger)
            )
            return .http(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true),
                )
            )
        }
    }
}
