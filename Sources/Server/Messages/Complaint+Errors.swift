import Conference
import Peer

extension ServerMessage.Complaint {
    /// What a client is told that could not join.
    init(_ error: JoinError) {
        self.init(code: .malformed, message: "", about: "join")
        switch error {
        case .noSuchRoom:
            code = .noSuchRoom
            message = "there is no such room"
        case .full(let seconds):
            code = .roomFull
            message = "the room is full"
            retryAfterSeconds = seconds
        case .draining:
            code = .draining
            message = "the server is shutting down"
        case .closed:
            code = .roomClosed
            message = "the room is closed"
        case .badName(let reason):
            code = .badName
            message = reason
        case .noSuchLayout(let known):
            code = .unsupported
            message = "there is no such layout"
            supported = known
        case .noOwnView(let layout):
            code = .unsupported
            message = "a view of one's own is not offered yet"
            supported = [layout]
        }
    }

    /// What a client is told whose offer could not be answered.
    init(_ error: NegotiationError, id: MessageID?) {
        self.init(code: .badOffer, message: "", about: "offer", id: id)
        switch error {
        case .malformed(let reason):
            message = reason
        case .noCommonCodec(let codecs):
            code = .noCommonCodec
            message = "no codec in common"
            supported = codecs
        case .unsupported(let reason):
            code = .unsupported
            message = reason
        }
    }
}
