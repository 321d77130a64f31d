import Media
package import Peer
package import SDP
import Scheduling

extension Room {
    /// Answers an offer: the first one makes the participant's leg, a later one changes it.
    ///
    /// - Returns: the answer's SDP.
    /// - Throws: `NegotiationError`; what was in force stays in force.
    package func negotiate(
        _ sitting: Sitting,
        offer: String,
    ) throws(NegotiationError) -> String {
        let id = sitting.participant
        guard var attendee = attendees[id], attendee.sitting == sitting else {
            throw .unsupported("the participant has left, or came back over another connection")
        }
        var negotiation = attendee.negotiation ?? makeNegotiation(for: id)
        var (answer, parameters) = try negotiation.answer(offer: offer)
        if state.member(id)?.hasSocket == false {
            parameters.connectTimeout = Self.connectTimeoutWithoutSocket
        }
        attendee.negotiation = negotiation
        let tracks = LegTracks(parameters)
        if let peer = attendee.peer {
            surroundings.host.update(peer, parameters: parameters)
            perform(state.negotiated(id, peer: peer, tracks: tracks))
            attendees[id] = attendee
        } else {
            let peer = PeerID(rawValue: randomness.next())
            attendee.peer = peer
            attendees[id] = attendee
            perform(state.negotiated(id, peer: peer, tracks: tracks))
            addLeg(peer, parameters, of: id)
        }
        return answer
    }

    private func makeNegotiation(for id: ParticipantID) -> Negotiation {
        Negotiation(
            cname: "\(id)@tessera",
            fingerprint: surroundings.host.fingerprint,
            candidates: surroundings.host.candidates,
            policy: AnswerPolicy(
                kind: state.member(id)?.entry.kind ?? .participant,
                quality: state.member(id)?.quality,
            ),
            using: &randomness,
        )
    }

    /// A seat whose media never comes is not to keep others out for long: there is no page behind
    /// it that asks somebody for a permission first.
    private static let connectTimeoutWithoutSocket = Interval.seconds(10)

    /// Takes what was trickled for a participant's ICE session (RFC 8840).
    ///
    /// - Parameter wanted: names of ICE sessions (`iceSession`) of which the present one must be
    ///   one; nil: whichever it is.
    package func trickle(
        _ sitting: Sitting,
        _ fragment: TrickleFragment,
        for wanted: [String]?,
    ) throws(TrickleError) -> TrickleOutcome {
        guard let attendee = attendees[sitting.participant], attendee.sitting == sitting,
            let peer = attendee.peer, var negotiation = attendee.negotiation
        else { throw .noSession }
        if let wanted, !wanted.contains(negotiation.iceSession) { throw .otherSession }
        let trickled: Negotiation.Trickled
        do throws(NegotiationError) {
            trickled = try negotiation.take(fragment)
        } catch {
            throw .refused(error)
        }
        attendees[sitting.participant]?.negotiation = negotiation
        guard case .restart(let answer, let parameters) = trickled else { return .taken }
        surroundings.host.update(peer, parameters: parameters)
        return .restarted(answer: answer, iceSession: negotiation.iceSession)
    }

    /// Names the present ICE session of a participant; nil before its first answer.
    package func iceSession(of sitting: Sitting) -> String? {
        isCurrent(sitting) ? attendees[sitting.participant]?.negotiation?.iceSession : nil
    }

    /// Brings the leg to life; its events come in order through a stream of its own.
    ///
    /// The stream ends when the leg is dropped: even a lost one can come back by an ICE restart.
    private func addLeg(_ peer: PeerID, _ parameters: PeerParameters, of id: ParticipantID) {
        let (events, continuation) = AsyncStream.makeStream(
            of: PeerEvent.self,
            bufferingPolicy: .bufferingNewest(Self.eventBacklog),
        )
        surroundings.host.add(peer, parameters: parameters) { event in
            // The outlet hears of these by itself; a peer could send thousands of them.
            if case .keyFrameRequested = event { return }
            continuation.yield(event)
        }
        legEvents[peer] = continuation
        Task { [weak self] in
            for await event in events { await self?.happened(event, to: id, on: peer) }
        }
    }

    /// Lets go of a leg: its peer and what was still to be heard of it.
    func dropLeg(_ peer: PeerID) {
        surroundings.host.remove(peer)
        legEvents.removeValue(forKey: peer)?.finish()
    }

    /// Events of one leg that may wait; the newest tell how things stand.
    private static let eventBacklog = 256

    private func happened(_ event: PeerEvent, to id: ParticipantID, on peer: PeerID) {
        switch event {
        case .connected:
            perform(state.connected(id, peer: peer, now: MonotonicClock.now()))
            attendees[id]?.tell(.connected)
            attendees[id]?.tell(.layout(layout(for: id)))
        case .failed:
            // It cannot be revived: the next offer makes a new leg.
            if attendees[id]?.peer == peer {
                attendees[id]?.peer = nil
                attendees[id]?.negotiation = nil
            }
            perform(state.ended(id, peer: peer, now: MonotonicClock.now()))
            dropLeg(peer)
        case .lost:
            perform(state.lost(id, peer: peer, now: MonotonicClock.now()))
        case .bye:
            guard state.leg(of: id)?.peer == peer else { return }
            perform(state.leave(id, reason: "left"))
        case .mediaStarted(let track), .mediaResumed(let track):
            perform(state.media(id, peer: peer, track: track, isLive: true))
        case .mediaSilent(let track):
            perform(state.media(id, peer: peer, track: track, isLive: false))
        case .keyFrameRequested:
            break
        }
    }
}
