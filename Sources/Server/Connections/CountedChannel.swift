import HummingbirdCore
import Logging
import NIOCore

/// A kind of connection of which there may be so many.
///
/// One too many is told 503 at once, in plain HTTP; below TLS it is closed, since a handshake would
/// cost more than what it is refused for.
struct CountedChannel<Base: ServerChildChannel>: ServerChildChannel
where Base.Value == PendingConnection {
    /// Why a connection becomes nothing.
    private enum Outcome: Error { case refused }

    let base: Base
    let census: ConnectionCensus
    /// Whether a refusal can be read: not where TLS is spoken.
    let isPlain: Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<PendingConnection> {
        let origin = ConnectionCensus.Origin(channel.remoteAddress)
        let census = census
        switch census.admit(origin) {
        case .welcome:
            channel.closeFuture.whenComplete { _ in census.leave(origin) }
            return base.setup(channel: channel, logger: logger)
        case .refuse:
            channel.closeFuture.whenComplete { _ in census.refused() }
            return refuse(channel, with: RefusalHandler(isPlain ? .noRoom : .silent))
        case .cut:
            return refuse(channel, with: RefusalHandler(.silent))
        }
    }

    func handle(value: PendingConnection, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }

    private func refuse(
        _ channel: any Channel,
        with handler: RefusalHandler,
    ) -> EventLoopFuture<PendingConnection> {
        do {
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        let kind: EventLoopFuture<ConnectionKind> =
            channel.eventLoop.makeFailedFuture(Outcome.refused)
        return channel.eventLoop.makeSucceededFuture(
            PendingConnection(channel: channel, kind: kind)
        )
    }
}

extension ConnectionCensus.Origin {
    init(_ address: SocketAddress?) {
        let key = AddressKey(address)
        guard let address, key != .shared, !Loopback.isLoopback(address) else {
            self = .anywhere
            return
        }
        self = .address(key)
    }
}
