import Conference
import Peer

/// What one client says over its signaling socket, and what follows.
///
/// ```
///  open ──join──▶ seated ──leave──▶ over
///    │              └── socket ends: `connectionLost`, the seat is kept for a while
///    └── socket ends: nothing to give up
/// ```
///
/// Messages are handled one after the other. It knows nothing of sockets: replies go to `reply`.
struct Conversation {
    /// What the socket has to do after a message.
    enum Outcome {
        case goOn
        /// Pass these events on from now.
        case attend(AsyncStream<RoomEvent>)
        /// Write what is queued, then close.
        case close(Closing)
    }

    /// More than anybody types into a chat line, in bytes.
    static let maximumChatBytes = 4096

    private let reception: any Reception
    private let iceServers: [ICEServer]
    private let reply: @Sendable (ServerMessage) -> Void
    private var seat: (any Seat)?

    init(
        reception: any Reception,
        iceServers: [ICEServer],
        reply: @escaping @Sendable (ServerMessage) -> Void,
    ) {
        self.reception = reception
        self.iceServers = iceServers
        self.reply = reply
    }

    mutating func handle(_ message: ClientMessage) async -> Outcome {
        switch message {
        case .join(let join):
            return await handle(join)
        case .leave:
            await seat?.leave(reason: "left")
            seat = nil
            reply(.bye(reason: "left"))
            return .close(.normal("left"))
        case .candidate, .unknown:
            return .goOn
        case .ping(let id):
            reply(.pong(id: id))
            return .goOn
        case .view:
            complain(.unsupported, "a view of one's own is not offered yet", about: "view")
            return .goOn
        case .offer, .mute, .hand, .chat, .share:
            guard let seat else {
                complain(.notJoined, "join a room first", about: message.type)
                return .goOn
            }
            await handle(message, seat: seat)
            return .goOn
        }
    }

    /// A text that is no message: said so, and nothing else changes.
    func handle(_ fault: MessageFault) {
        complain(.malformed, fault.reason, about: fault.type)
    }

    /// A message that came too fast: said so, and nothing else follows from it.
    func refuse(_ verdict: MessageAllowance.Verdict, about type: String?) -> Outcome {
        guard verdict == .refuse else { return .close(.tooFast) }
        complain(.tooFast, "too fast: this message was not obeyed", about: type)
        return .goOn
    }

    /// The socket ended without `leave`.
    mutating func connectionLost() async {
        await seat?.connectionLost()
        seat = nil
    }

    private mutating func handle(_ join: ClientMessage.Join) async -> Outcome {
        guard seat == nil else {
            complain(.alreadyJoined, "this socket is in a room already", about: "join")
            return .goOn
        }
        let request = JoinRequest(
            room: join.room,
            name: join.name,
            resume: join.resume,
            quality: join.quality.flatMap(Quality.init),
            view: join.view,
        )
        do throws(JoinError) {
            let admission = try await reception.admit(request)
            seat = admission.seat
            reply(.joined(ServerMessage.Welcome(admission, iceServers: iceServers)))
            return .attend(admission.events)
        } catch {
            reply(.error(ServerMessage.Complaint(error)))
            return .goOn
        }
    }

    private func handle(_ message: ClientMessage, seat: any Seat) async {
        switch message {
        case .offer(let id, let sdp):
            await negotiate(sdp, id: id, seat: seat)
        case .mute(let audio, let video):
            await seat.setMuted(audio: audio, video: video)
        case .hand(let raised):
            await seat.raiseHand(raised)
        case .share(let active):
            await seat.setSharing(active)
        case .chat(let text, let to):
            guard text.utf8.count <= Self.maximumChatBytes else {
                let limit = "a chat line may take \(Self.maximumChatBytes) bytes"
                return complain(.tooLong, limit, about: "chat")
            }
            guard !text.isEmpty else { return }
            guard await seat.chat(text, to: to.map { ParticipantID($0) }) else {
                return complain(.noSuchParticipant, "nobody of that name is here", about: "chat")
            }
        case .join, .candidate, .ping, .view, .leave, .unknown:
            preconditionFailure("only what needs a seat gets here")
        }
    }

    private func negotiate(_ offer: String, id: MessageID?, seat: any Seat) async {
        do throws(NegotiationError) {
            reply(.answer(id: id, sdp: try await seat.negotiate(offer: offer)))
        } catch {
            reply(.error(ServerMessage.Complaint(error, id: id)))
        }
    }

    private func complain(_ code: ServerMessage.ErrorCode, _ message: String, about: String?) {
        reply(.error(ServerMessage.Complaint(code: code, message: message, about: about)))
    }
}

extension ServerMessage.Welcome {
    init(_ admission: Admission, iceServers: [ICEServer]) {
        self.init(
            participant: admission.participant,
            room: admission.room,
            resume: admission.resume,
            roster: admission.roster,
            layout: admission.layout,
            speaker: admission.speaker,
            iceServers: iceServers,
        )
    }
}

extension ClientMessage {
    /// What it is called on the wire.
    var type: String {
        switch self {
        case .join: "join"
        case .offer: "offer"
        case .candidate: "candidate"
        case .mute: "mute"
        case .hand: "hand"
        case .chat: "chat"
        case .share: "share"
        case .ping: "ping"
        case .view: "view"
        case .leave: "leave"
        case .unknown(let type): type
        }
    }
}
