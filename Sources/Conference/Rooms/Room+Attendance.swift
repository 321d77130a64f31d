import Peer
import Scheduling

extension Room {
    /// Lets a participant in, or back in.
    ///
    /// - Returns: nil if the room has closed meanwhile: a new one must be opened.
    /// - Throws: `JoinError.full`.
    func admit(_ request: JoinRequest) throws(JoinError) -> Membership? {
        guard !isClosed else { return nil }
        if let secret = request.resume, let id = state.participant(resuming: secret) {
            return readmit(id)
        }
        guard state.count < surroundings.configuration.roomCapacity else {
            throw .full(retryAfterSeconds: 10)
        }
        let id = ParticipantID(randomName(length: 10))
        let (attendee, events) = Attendee.make()
        attendees[id] = attendee
        let entry = RosterEntry(participant: id, name: request.name)
        perform(state.join(entry, resume: randomName(length: 32)))
        return membership(of: id, events)
    }

    private func readmit(_ id: ParticipantID) -> Membership {
        let (attendee, events) = Attendee.make()
        attendees.updateValue(attendee, forKey: id)?.dismiss(reason: "resumed elsewhere")
        perform(state.resume(id))
        return membership(of: id, events)
    }

    private func membership(of id: ParticipantID, _ events: AsyncStream<RoomEvent>) -> Membership {
        Membership(
            participant: id,
            room: self,
            roomName: name,
            resume: state.resumeSecret(of: id) ?? "",
            roster: state.roster,
            layout: layout(for: id),
            events: events,
        )
    }

    /// Letters and digits from the cryptographic source; 10 of them are 51 bits, 32 are 165.
    private func randomName(length: Int) -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        return String((0..<length).compactMap { _ in alphabet.randomElement(using: &randomness) })
    }

    /// The participant goes, by its own wish or somebody's.
    package func leave(_ id: ParticipantID, reason: String) {
        perform(state.leave(id, reason: reason))
    }

    /// The signaling socket is gone without a `leave`.
    ///
    /// A participant whose media lives stays; otherwise it can come back for a while.
    package func socketLost(_ id: ParticipantID) {
        perform(state.socketLost(id, now: MonotonicClock.now()))
    }

    /// Mutes or unmutes a participant's sound or picture; nil leaves it as it is.
    package func setMuted(_ id: ParticipantID, audio: Bool?, video: Bool?) {
        perform(state.mute(id, audio: audio, video: video))
    }

    package func raiseHand(_ id: ParticipantID, raised: Bool) {
        perform(state.raiseHand(id, raised))
    }

    /// Passes a line of text to everybody else, or to one.
    ///
    /// - Returns: false if `recipient` is not in the room.
    package func chat(from id: ParticipantID, text: String, to recipient: ParticipantID?) -> Bool {
        guard let recipient else {
            broadcast(.chat(from: id, text: text, isPrivate: false), except: id)
            return true
        }
        guard let attendee = attendees[recipient] else { return false }
        attendee.tell(.chat(from: id, text: text, isPrivate: true))
        return true
    }
}
