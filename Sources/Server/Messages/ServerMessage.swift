import Conference

/// A message to a client over the signaling socket.
enum ServerMessage: Hashable, Sendable {
    case joined(Welcome)
    case answer(id: MessageID?, sdp: String)
    case rosterJoined(RosterEntry)
    case rosterLeft(ParticipantID)
    case rosterUpdated(RosterEntry)
    case layout(LayoutState)
    case speaker(ParticipantID?)
    case levels([ParticipantID: Int])
    case chat(from: ParticipantID, text: String, isPrivate: Bool)
    case pong(id: MessageID?)
    case error(Complaint)
    case bye(reason: String)

    struct Welcome: Hashable, Sendable {
        let participant: ParticipantID
        let room: String
        let resume: String
        let roster: [RosterEntry]
        let layout: LayoutState
        let speaker: ParticipantID?
        let iceServers: [ICEServer]
    }

    /// What was wrong with a message of the client's.
    struct Complaint: Error, Hashable, Sendable {
        var code: ErrorCode
        var message: String
        /// The type of the message that it is about.
        var about: String?
        /// The offer that it is about.
        var id: MessageID?
        /// When trying again makes sense.
        var retryAfterSeconds: Int?
        /// The codecs that would have been understood.
        var supported: [String]?
    }

    /// The `code` of an `error`: for programs, where `message` is for people.
    enum ErrorCode: String, Sendable {
        case malformed
        case notJoined = "not-joined"
        case alreadyJoined = "already-joined"
        case noSuchRoom = "no-such-room"
        case noSuchParticipant = "no-such-participant"
        case roomFull = "room-full"
        case roomClosed = "room-closed"
        case draining
        case badName = "bad-name"
        case badOffer = "bad-offer"
        case noCommonCodec = "no-common-codec"
        case tooLong = "too-long"
        case tooFast = "too-fast"
        case unsupported
    }
}

extension ServerMessage {
    /// What a participant is told about an event of its room; nil: nothing.
    init?(_ event: RoomEvent) {
        switch event {
        case .rosterJoined(let entry): self = .rosterJoined(entry)
        case .rosterLeft(let participant): self = .rosterLeft(participant)
        case .rosterUpdated(let entry): self = .rosterUpdated(entry)
        case .layout(let layout): self = .layout(layout)
        case .speaker(let participant): self = .speaker(participant)
        case .levels(let levels): self = .levels(levels)
        case .chat(let from, let text, let isPrivate):
            self = .chat(from: from, text: text, isPrivate: isPrivate)
        // Its own side of the path has seen that already.
        case .connected: return nil
        case .bye(let reason): self = .bye(reason: reason)
        }
    }
}
