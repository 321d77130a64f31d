import Peer
import Scheduling

extension Room {
    /// Lets a participant in, or back in.
    ///
    /// - Returns: nil if the room has closed meanwhile: a new one must be opened.
    /// - Throws: `JoinError.full`, `.closed`; whoever comes back is let in all the same.
    func admit(_ request: JoinRequest) throws(JoinError) -> Membership? {
        guard !isClosed else { return nil }
        if let secret = request.resume, let id = state.participant(resuming: secret) {
            return readmit(id)
        }
        guard settings.isOpen else { throw .closed }
        if let view = request.view, view != settings.layout {
            throw .noOwnView(layout: settings.layout)
        }
        guard state.count < settings.capacity else { throw .full(retryAfterSeconds: 10) }
        let id = ParticipantID(randomName(length: 10))
        let attendee = Attendee(sitting: nextSitting(of: id))
        attendees[id] = attendee
        let entry = RosterEntry(participant: id, name: request.name, kind: request.kind)
        perform(
            state.join(
                entry,
                resume: randomName(length: 32),
                quality: request.quality,
                at: MonotonicClock.unixSeconds(),
                withoutSocket: request.hasSocket ? nil : MonotonicClock.now(),
            )
        )
        return membership(of: attendee)
    }

    private func readmit(_ id: ParticipantID) -> Membership {
        let attendee = Attendee(sitting: nextSitting(of: id))
        attendees.updateValue(attendee, forKey: id)?.dismiss(reason: "resumed elsewhere")
        perform(state.resume(id))
        return membership(of: attendee)
    }

    private func nextSitting(of id: ParticipantID) -> Sitting {
        sittings += 1
        return Sitting(participant: id, number: sittings)
    }

    private func membership(of attendee: Attendee) -> Membership {
        let id = attendee.sitting.participant
        return Membership(
            participant: id,
            sitting: attendee.sitting,
            room: self,
            roomName: name,
            resume: state.resumeSecret(of: id) ?? "",
            roster: state.roster,
            layout: layout(for: id),
            speaker: speech.speaker,
            events: attendee.events,
        )
    }

    /// Letters and digits from the cryptographic source; 10 of them are 51 bits, 32 are 165.
    private func randomName(length: Int) -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        return String((0..<length).compactMap { _ in alphabet.randomElement(using: &randomness) })
    }

    /// Whether this stay has neither ended nor been replaced by a resume.
    func isCurrent(_ sitting: Sitting) -> Bool {
        attendees[sitting.participant]?.sitting == sitting
    }

    /// The participant goes by its own wish.
    package func leave(_ sitting: Sitting, reason: String) {
        guard isCurrent(sitting) else { return }
        perform(state.leave(sitting.participant, reason: reason))
    }

    /// The signaling socket is gone without a `leave`.
    ///
    /// A participant whose media lives stays; otherwise it can come back for a while.
    package func socketLost(_ sitting: Sitting) {
        guard isCurrent(sitting) else { return }
        perform(state.socketLost(sitting.participant, now: MonotonicClock.now()))
    }

    /// Mutes or unmutes a participant's sound or picture; nil leaves it as it is.
    package func setMuted(_ sitting: Sitting, audio: Bool?, video: Bool?) {
        guard isCurrent(sitting) else { return }
        perform(state.mute(sitting.participant, audio: audio, video: video))
    }

    /// What the participant sends as its picture is a screen from now on, or no longer.
    package func setSharing(_ sitting: Sitting, _ isSharing: Bool) {
        guard isCurrent(sitting) else { return }
        perform(state.share(sitting.participant, isSharing))
    }

    package func raiseHand(_ sitting: Sitting, raised: Bool) {
        guard isCurrent(sitting) else { return }
        perform(state.raiseHand(sitting.participant, raised))
    }

    /// Passes a line of text to everybody else, or to one.
    ///
    /// - Returns: false if `recipient` is not in the room.
    package func chat(from sitting: Sitting, text: String, to recipient: ParticipantID?) -> Bool {
        guard isCurrent(sitting) else { return true }
        let id = sitting.participant
        guard let recipient else {
            broadcast(.chat(from: id, text: text, isPrivate: false), except: id)
            return true
        }
        guard let attendee = attendees[recipient] else { return false }
        attendee.tell(.chat(from: id, text: text, isPrivate: true))
        return true
    }
}
