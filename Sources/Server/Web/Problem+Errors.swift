import Conference
import HTTPTypes
import Peer

extension Problem {
    /// Why a `POST /join` could not seat anybody.
    init(_ error: JoinError) {
        switch error {
        case .noSuchRoom:
            self.init(.notFound, "there is no such room")
        case .full(let seconds):
            self.init(.serviceUnavailable, "the room is full")
            headers[.retryAfter] = String(seconds)
        case .draining:
            self = .draining
        case .closed:
            self.init(.forbidden, "the room is closed")
        case .badName(let reason):
            self.init(.badRequest, reason)
        }
    }

    /// Why an offer has no answer.
    init(_ error: NegotiationError) {
        switch error {
        case .malformed(let reason):
            self.init(.badRequest, "malformed session description: \(reason)")
        case .noCommonCodec(let codecs):
            self.init(.unprocessableContent, "no codec in common")
            supported = codecs
        case .unsupported(let reason):
            self.init(.unprocessableContent, reason)
        }
    }

    /// The server is going down; a load balancer has another one, or it is back soon.
    static var draining: Problem {
        var problem = Problem(.serviceUnavailable, "the server is shutting down")
        problem.headers[.retryAfter] = "10"
        return problem
    }
}
