import Media
import RTP
import SDP

/// One track that we receive: order, loss, repair, and whole units for its inlet.
///
/// Its stream may change its SSRC or begin anew; then the units' numbers jump.
final class ReceiveTrack {
    /// What a packet brought about.
    struct Outcome {
        var drop: DropReason?
        var change: SilenceDetector.Change?
    }

    let track: TrackID
    let kind: MediaKind
    private(set) var codec: NegotiatedCodec
    private(set) var mid: MediaIdentifier?
    private(set) var feedback: FeedbackKinds
    /// Its packets carry numbers over the transport, and their arrival is to be told.
    private(set) var countsOverTransport: Bool
    /// The stream as bound last; nil before the first packet of a stream that SDP did not announce.
    private(set) var source: SSRC?
    /// The stream that the session description named last.
    var announced: RemoteSource?

    var inlet: MediaInlet?
    var reception: ReceiverStatistics
    var clock: SenderReportClock
    private var timestamps = TimestampUnwrapper()
    var nacks = NACKGenerator()
    var assembler: VP8FrameAssembler?
    var need = KeyFrameNeed()
    var silence = SilenceDetector()
    var counts: ReceivedTrackStatistics
    private var keyFramesBefore = 0
    private var lastPacket: Instant?

    init(media: NegotiatedMedia, codec: NegotiatedCodec, kind: MediaKind) {
        track = TrackID(index: media.index)
        self.kind = kind
        self.codec = codec
        mid = MediaIdentifier(media.mid)
        feedback = media.feedback
        countsOverTransport = media.countsOverTransport
        reception = ReceiverStatistics(clockRate: codec.clockRate)
        clock = SenderReportClock(clockRate: codec.clockRate)
        assembler = kind == .video ? VP8FrameAssembler() : nil
        counts = ReceivedTrackStatistics(track: track, kind: kind)
    }

    /// Takes up what a renegotiation changed; the stream goes on.
    func update(media: NegotiatedMedia, codec: NegotiatedCodec) {
        self.codec = codec
        mid = MediaIdentifier(media.mid)
        feedback = media.feedback
        countsOverTransport = media.countsOverTransport
    }

    /// Whether its stream has not sent for a second, or there is none yet.
    func isIdle(now: Instant) -> Bool {
        lastPacket.map { now - $0 > .seconds(1) } ?? true
    }

    /// Units go there from now on; a new inlet for video needs a key frame to start from.
    func attach(_ inlet: MediaInlet?) {
        guard inlet !== self.inlet else { return }
        self.inlet = inlet
        forgetPackets()
        if kind == .video, inlet != nil, counts.packets > 0 { askForKeyFrame() }
    }

    /// The stream is this one from now on.
    func bind(_ source: SSRC) {
        guard source != self.source else { return }
        if self.source != nil {
            reception = ReceiverStatistics(clockRate: codec.clockRate)
            setClock(SenderReportClock(clockRate: codec.clockRate))
            forgetPackets()
        }
        self.source = source
    }

    /// Somebody cannot decode; the sender is asked for a key frame, again and again until it comes.
    func askForKeyFrame() { need.raise() }

    // MARK: Packets

    /// Takes in a packet of the stream, original or unwrapped.
    func receive(
        _ packet: Span<UInt8>,
        header: RTPHeader,
        extensions: HeaderExtensions,
        isRepair: Bool,
        now: Instant,
    ) -> Outcome {
        var outcome = Outcome()
        lastPacket = now
        let sequence: Int64
        switch reception.record(header, isRetransmission: isRepair, now: now) {
        case .accepted(let number):
            sequence = number
        case .restarted(let number):
            forgetPackets()
            sequence = number
        case .suspicious:
            outcome.drop = .latePacket
            return outcome
        }
        counts.packets += 1
        counts.bytes += packet.count
        nacks.record(sequence, now: now)
        if !header.payloadRange.isEmpty { outcome.change = silence.didReceive(now: now) }
        outcome.drop =
            switch kind {
            case .audio: receiveAudio(packet, header, sequence, extensions.audioLevel, now: now)
            case .video:
                receiveVideo(packet, header, sequence, extensions.videoOrientation, now: now)
            }
        return outcome
    }

    private func receiveAudio(
        _ packet: Span<UInt8>,
        _ header: RTPHeader,
        _ sequence: Int64,
        _ level: AudioLevel?,
        now: Instant,
    ) -> DropReason? {
        let payload = packet.extracting(header.payloadRange)
        guard payload.count > 0 else { return nil }
        guard OpusPayload.samples(in: payload) != nil else { return .malformedPayload }
        guard let inlet else { return nil }
        var unit = CodedUnit(
            kind: .audio,
            timestamp: timestamps.unwrap(header.timestamp),
            instant: now,
        )
        unit.sequence = sequence
        unit.captureTime = clock.time(of: header.timestamp)
        unit.audioLevel = level?.level
        guard inlet.ring.write(unit, payload: payload) else { return .inletFull }
        counts.units += 1
        inlet.notify()
        return nil
    }

    private func receiveVideo(
        _ packet: Span<UInt8>,
        _ header: RTPHeader,
        _ sequence: Int64,
        _ orientation: PictureOrientation?,
        now: Instant,
    ) -> DropReason? {
        guard let inlet, let before = assembler?.counters else { return nil }
        let frames =
            assembler?.insert(
                sequence: sequence,
                header: header,
                packet: packet,
                orientation: orientation,
                now: now,
                into: inlet.ring,
            ) ?? 0
        follow(frames: frames, inlet: inlet)
        guard let after = assembler?.counters else { return nil }
        if after.malformed > before.malformed { return .malformedPayload }
        if after.refusedFrames > before.refusedFrames { return .inletFull }
        if after.late > before.late || after.duplicates > before.duplicates { return .latePacket }
        return nil
    }

    /// Counts and tells of frames that were handed out.
    func follow(frames: Int, inlet: MediaInlet) {
        guard let assembler = assembler?.counters else { return }
        if assembler.keyFrames > keyFramesBefore {
            keyFramesBefore = assembler.keyFrames
            need.satisfy()
        }
        if self.assembler?.needsKeyFrame == true { need.raise() }
        if let oldest = self.assembler?.oldestWanted { nacks.forget(before: oldest) }
        for _ in 0..<frames { inlet.notify() }
    }

    /// What came before belongs to other numbers.
    private func forgetPackets() {
        nacks.reset()
        assembler?.reset()
    }

    func setClock(_ clock: SenderReportClock) {
        self.clock = clock
        assembler?.senderClock = clock
    }
}

extension NegotiatedMedia {
    /// Both transport-wide numbers and the feedback about them were agreed on.
    fileprivate var countsOverTransport: Bool {
        feedback.contains(.transportWide)
            && extensions[HeaderExtensionURI.transportSequenceNumber] != nil
    }
}
