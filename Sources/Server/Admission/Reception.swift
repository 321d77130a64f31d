package import Conference
package import Peer
package import SDP

/// Who lets people in: the conference, as the server in front of it sees it.
package protocol Reception: Sendable {
    /// Seats somebody in a room, opening the room where that is allowed.
    func admit(_ request: JoinRequest) async throws(JoinError) -> Admission
}

/// What a person can do in a room it has joined.
package protocol Seat: Sendable {
    /// Answers an offer; a later offer renegotiates the same media path.
    func negotiate(offer: String) async throws(NegotiationError) -> String
    /// Names the present ICE session; nil before the first answer.
    func iceSession() async -> String?
    /// Takes candidates, or new credentials, which restart ICE.
    ///
    /// - Parameter wanted: the present ICE session must be one of these; nil: whichever it is.
    func trickle(
        _ fragment: TrickleFragment,
        for wanted: [String]?,
    ) async throws(TrickleError) -> TrickleOutcome
    func setMuted(audio: Bool?, video: Bool?) async
    func raiseHand(_ raised: Bool) async
    /// Says whether what the person sends as its picture is a screen.
    func setSharing(_ isSharing: Bool) async
    /// Says something to one participant, or to all others if `recipient` is nil.
    ///
    /// - Returns: false if the recipient is not there.
    func chat(_ text: String, to recipient: ParticipantID?) async -> Bool
    /// Gives the seat up; nothing may be asked of it afterwards.
    func leave(reason: String) async
    /// The signaling connection ended without `leave`: the person may come back.
    func connectionLost() async
}

/// A seat taken, and what the person needs to know at that moment.
package struct Admission: Sendable {
    package let participant: ParticipantID
    package let room: String
    /// A secret that lets the client come back as the same participant.
    package let resume: String
    package let roster: [RosterEntry]
    package let layout: LayoutState
    /// Who speaks now.
    package let speaker: ParticipantID?
    /// Ends after `bye`.
    package let events: AsyncStream<RoomEvent>
    package let seat: any Seat

    package init(
        participant: ParticipantID,
        room: String,
        resume: String,
        roster: [RosterEntry],
        layout: LayoutState,
        speaker: ParticipantID? = nil,
        events: AsyncStream<RoomEvent>,
        seat: any Seat,
    ) {
        self.participant = participant
        self.room = room
        self.resume = resume
        self.roster = roster
        self.layout = layout
        self.speaker = speaker
        self.events = events
        self.seat = seat
    }
}
