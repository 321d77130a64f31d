import Conference
import Layout
import Media
import Peer
import SDP

@testable import Server

/// A room in memory: keeps who is in it, passes on what is said, writes down what was asked of it.
///
/// The room's name and the texts that are sent choose what goes wrong.
actor Parlour: Reception {
    private var events: [ParticipantID: AsyncStream<RoomEvent>.Continuation] = [:]
    private var entries: [RosterEntry] = []
    private(set) var deeds: [String] = []
    private var waiting: [(deed: String, continuation: CheckedContinuation<Void, Never>)] = []

    nonisolated static let layout: LayoutState = {
        let rect = PixelRect(x: 2, y: 4, width: 640, height: 360)
        let canvas = PixelSize(width: 1280, height: 720)
        let region = LayoutState.Region(participant: ParticipantID("p1"), rect: rect, fit: .cover)
        return LayoutState(name: "grid", canvas: canvas, regions: [region])
    }()

    func admit(_ request: JoinRequest) async throws(JoinError) -> Admission {
        switch request.room {
        case "nowhere": throw .noSuchRoom
        case "packed": throw .full(retryAfterSeconds: 7)
        case "closing": throw .draining
        default: break
        }
        if let view = request.view {
            throw view == "stage" ? .noOwnView(layout: "grid") : .noSuchLayout(known: ["grid"])
        }
        guard request.name.count <= 64 else { throw .badName("that name is too long") }
        let id = ParticipantID("p\(entries.count + 1)")
        let (stream, continuation) = AsyncStream.makeStream(of: RoomEvent.self)
        let entry = RosterEntry(participant: id, name: request.name)
        tell(.rosterJoined(entry))
        events[id] = continuation
        entries.append(entry)
        note(Self.describe(request))
        return Admission(
            participant: id,
            room: request.room,
            resume: "secret-\(id)",
            roster: entries,
            layout: Self.layout,
            events: stream,
            seat: Chair(parlour: self, participant: id),
        )
    }

    private static func describe(_ request: JoinRequest) -> String {
        let kind = request.kind == .participant ? nil : request.kind.rawValue
        let quality = request.quality?.rawValue
        let socket = request.hasSocket ? nil : "socketless"
        return
            (["join", request.room, request.name]
            + [request.resume, kind, quality, socket].compactMap(\.self))
            .joined(separator: " ")
    }

    /// How often ICE has been restarted, by participant.
    private var restarts: [ParticipantID: Int] = [:]

    fileprivate func iceSession(of id: ParticipantID) -> String { "ice\(restarts[id, default: 0])" }

    fileprivate func restart(_ id: ParticipantID) -> String {
        restarts[id, default: 0] += 1
        return iceSession(of: id)
    }

    func tell(_ event: RoomEvent, to id: ParticipantID? = nil) {
        for (other, continuation) in events where id == nil || id == other {
            continuation.yield(event)
            if case .bye = event { continuation.finish() }
        }
    }

    func note(_ deed: String) {
        deeds.append(deed)
        for wish in waiting where wish.deed == deed { wish.continuation.resume() }
        waiting.removeAll { $0.deed == deed }
    }

    /// Returns once something has been asked of the room.
    func wait(for deed: String) async {
        guard !deeds.contains(deed) else { return }
        await withCheckedContinuation { waiting.append((deed, $0)) }
    }

    fileprivate func remove(_ id: ParticipantID) {
        entries.removeAll { $0.participant == id }
        events.removeValue(forKey: id)?.finish()
        tell(.rosterLeft(id))
    }

    fileprivate func knows(_ id: ParticipantID) -> Bool { events[id] != nil }
}

private struct Chair: Seat {
    let parlour: Parlour
    let participant: ParticipantID

    func negotiate(offer: String) async throws(NegotiationError) -> String {
        await parlour.note("offer \(participant)")
        switch offer {
        case "nonsense": throw .malformed("line 1: not a session description")
        case "foreign": throw .noCommonCodec(supported: ["VP8", "opus"])
        case "odd": throw .unsupported("no BUNDLE")
        default: return "answer to \(offer)"
        }
    }

    func iceSession() async -> String? { await parlour.iceSession(of: participant) }

    func trickle(
        _ fragment: TrickleFragment,
        for wanted: [String]?,
    ) async throws(TrickleError) -> TrickleOutcome {
        guard await parlour.knows(participant) else { throw .noSession }
        if let wanted, await !wanted.contains(parlour.iceSession(of: participant)) {
            throw .otherSession
        }
        switch fragment.usernameFragment {
        case "bad": throw .refused(.malformed("a=candidate: port"))
        case "odd": throw .refused(.unsupported("a=mid:7 is not in this session"))
        case "new":
            let name = await parlour.restart(participant)
            var answer = TrickleFragment()
            answer.usernameFragment = name
            answer.password = "secret"
            return .restarted(answer: answer, iceSession: name)
        default:
            await parlour.note("trickle \(fragment.candidates.count)")
            return .taken
        }
    }

    func setMuted(audio: Bool?, video: Bool?) async {
        let parts = [audio.map { "audio=\($0)" }, video.map { "video=\($0)" }]
        await parlour.note("mute " + parts.compactMap(\.self).joined(separator: " "))
    }

    func raiseHand(_ raised: Bool) async { await parlour.note("hand \(raised)") }

    func setSharing(_ isSharing: Bool) async { await parlour.note("share \(isSharing)") }

    func chat(_ text: String, to recipient: ParticipantID?) async -> Bool {
        if let recipient, await !parlour.knows(recipient) { return false }
        let isPrivate = recipient != nil
        await parlour.tell(
            .chat(from: participant, text: text, isPrivate: isPrivate),
            to: recipient,
        )
        return true
    }

    func leave(reason: String) async {
        await parlour.remove(participant)
        await parlour.note("leave \(participant) \(reason)")
    }

    func connectionLost() async { await parlour.note("lost \(participant)") }
}
