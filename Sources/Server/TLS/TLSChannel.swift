import HummingbirdCore
import Logging
import NIOCore

/// A kind of connection, with TLS below it.
struct TLSChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
    let base: Base
    let credentials: TLSCredentials

    var responder: HTTPChannelHandler.Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(TLSGate(credentials))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
