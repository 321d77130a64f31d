package import Conference
import Peer
import SDP

extension Conference: Reception {
    package func admit(_ request: JoinRequest) async throws(JoinError) -> Admission {
        let membership = try await join(request)
        return Admission(
            participant: membership.participant,
            room: membership.roomName,
            resume: membership.resume,
            roster: membership.roster,
            layout: membership.layout,
            speaker: membership.speaker,
            events: membership.events,
            seat: RoomSeat(room: membership.room, sitting: membership.sitting),
        )
    }
}

/// A participant's seat in a room of the conference.
private struct RoomSeat: Seat {
    let room: Room
    let sitting: Sitting

    func negotiate(offer: String) async throws(NegotiationError) -> String {
        try await room.negotiate(sitting, offer: offer)
    }

    func iceSession() async -> String? {
        await room.iceSession(of: sitting)
    }

    func trickle(
        _ fragment: TrickleFragment,
        for wanted: [String]?,
    ) async throws(TrickleError) -> TrickleOutcome {
        try await room.trickle(sitting, fragment, for: wanted)
    }

    func setMuted(audio: Bool?, video: Bool?) async {
        await room.setMuted(sitting, audio: audio, video: video)
    }

    func raiseHand(_ raised: Bool) async {
        await room.raiseHand(sitting, raised: raised)
    }

    func setSharing(_ isSharing: Bool) async {
        await room.setSharing(sitting, isSharing)
    }

    func chat(_ text: String, to recipient: ParticipantID?) async -> Bool {
        await room.chat(from: sitting, text: text, to: recipient)
    }

    func leave(reason: String) async {
        await room.leave(sitting, reason: reason)
    }

    func connectionLost() async {
        await room.socketLost(sitting)
    }
}
