import Media
import RTP
import SDP

/// One stream that we send: headers, history and what the viewer says of it.
///
/// Every packet is written once, without encryption, into the history and waits there for its
/// turn; the pacer holds its number only. So a retransmission is the same packet again.
final class SendTrack {
    /// Packets that are kept for retransmission: over a second of audio, over two of video.
    private static let audioHistory = 64
    private static let videoHistory = 512

    private(set) var track: TrackID
    let kind: MediaKind
    let stream: OutboundStream
    /// Whether the other side takes it at present; the numbers go on over a pause, as SRTP demands.
    private(set) var isActive = true
    private(set) var payloadType: PayloadType
    private(set) var retransmissionPayloadType: PayloadType?
    private(set) var feedback: FeedbackKinds
    private var map: ExtensionMap
    private var mid: MediaIdentifier?

    var history: PacketHistory
    var gate: SwitchGate
    /// Where requests for key frames go; nil: the owner hears of them by an event.
    private(set) var outlet: MediaOutlet?
    private(set) var sent: SenderStatistics
    var meter = RateMeter()
    var statistics: SentTrackStatistics
    /// Packets in the history that have not been sent yet.
    private(set) var waiting = 0

    private var nextSequence: SequenceNumber
    private var nextRetransmission: SequenceNumber
    private var pictureID: VP8PayloadDescriptor.PictureID
    private var baseLayerIndex: UInt8
    /// As the viewer was told it last.
    private var toldOrientation = PictureOrientation.upright
    private var lastIntraRequest: UInt8?
    /// The owner was told of a request since the last `drain`.
    var hasToldOfRequest = false

    init(media: NegotiatedMedia, codec: NegotiatedCodec, kind: MediaKind, stream: OutboundStream) {
        track = TrackID(index: media.index)
        self.kind = kind
        self.stream = stream
        history = PacketHistory(
            capacity: kind == .audio ? Self.audioHistory : Self.videoHistory,
            slotBytes: PacketSize.maximumPlainBytes,
        )
        gate = SwitchGate(kind: kind)
        sent = SenderStatistics(clockRate: codec.clockRate)
        statistics = SentTrackStatistics(track: track, kind: kind)
        nextSequence = stream.firstSequence
        nextRetransmission = stream.firstSequence
        pictureID = VP8PayloadDescriptor.PictureID(stream.firstSequence.rawValue)
        baseLayerIndex = UInt8(truncatingIfNeeded: stream.firstSequence.rawValue)
        payloadType = codec.payloadType
        retransmissionPayloadType = codec.retransmissionPayloadType
        feedback = media.feedback
        map = ExtensionMap(media.extensions)
        mid = MediaIdentifier(media.mid)
    }

    /// The other side takes it no more, for now.
    func pause() { isActive = false }

    /// Takes up what a renegotiation changed; the stream goes on.
    func update(media: NegotiatedMedia, codec: NegotiatedCodec) {
        if !isActive { gate.didSwitch(kind: kind) }
        isActive = true
        track = TrackID(index: media.index)
        payloadType = codec.payloadType
        retransmissionPayloadType = codec.retransmissionPayloadType
        feedback = media.feedback
        map = ExtensionMap(media.extensions)
        mid = MediaIdentifier(media.mid)
    }

    // MARK: Subscription

    /// Units will come from another encoding, or from none.
    func subscribe(to outlet: MediaOutlet?, isConnected: Bool) {
        self.outlet = outlet
        gate.didSwitch(kind: kind)
        if isConnected { askForFirstKeyFrame() }
    }

    /// The viewer can receive from now on: it needs something to start from.
    func didConnect() {
        gate.didSwitch(kind: kind)
        askForFirstKeyFrame()
    }

    private func askForFirstKeyFrame() {
        if kind == .video { outlet?.requestKeyFrame(newcomer: true) }
    }

    // MARK: Sending

    /// What each packet's header extensions carry; times and numbers are set when it leaves.
    private func extensions(_ unit: CodedUnit) -> HeaderExtensions {
        var extensions = HeaderExtensions()
        extensions.mid = mid
        extensions.absoluteSendTime = AbsoluteSendTime(rawValue: 0)
        extensions.transportSequence = 0
        if kind == .audio {
            let level = unit.audioLevel ?? 127
            extensions.audioLevel = AudioLevel(level: level, isVoice: level < 127)
        } else if unit.isKeyFrame || unit.orientation != toldOrientation {
            // 3GPP TS 26.114 §7.4.5: in the last packet of the frame.
            extensions.videoOrientation = unit.orientation
        }
        return extensions
    }

    /// Writes the packets of a unit into the history.
    ///
    /// - Parameter scratch: where a packet is put together; a whole datagram long.
    /// - Returns: the numbers to send, in their order; nil if the unit cannot be sent.
    func packetise(
        _ unit: CodedUnit,
        payload: Span<UInt8>,
        timestamp: Int64,
        scratch: inout MutableSpan<UInt8>,
        now: Instant,
    ) -> PacketRun? {
        let extensions = extensions(unit)
        let first = nextSequence
        let header = RTPHeader(
            marker: false,
            payloadType: payloadType,
            sequence: first,
            timestamp: RTPTimestamp(stream.timestampOffset).advanced(by: timestamp),
            ssrc: stream.ssrc,
        )
        guard let start = header.write(extensions: extensions, map: map, into: &scratch) else {
            return nil
        }
        let count =
            switch kind {
            case .audio:
                writeAudio(payload, start: start, into: &scratch, now: now)
            case .video:
                writeVideo(payload, header, extensions, start: start, into: &scratch, now: now)
            }
        guard count > 0 else { return nil }
        // Of the payload bytes each packet counts the same; reports only need their sum.
        for index in 0..<count {
            let bytes = payload.count * (index + 1) / count - payload.count * index / count
            sent.record(payloadBytes: bytes, timestamp: header.timestamp, at: unit.instant)
        }
        statistics.units += 1
        if unit.isKeyFrame { statistics.keyFrames += 1 }
        toldOrientation = unit.orientation
        return PacketRun(first: first, count: count)
    }

    /// Plain bytes after a header that still leave room for the retransmission's own.
    private func room(after start: Int) -> Int {
        PacketSize.maximumPlainBytes - start - RTX.overheadBytes
    }

    /// Keeps the packet whose header is written.
    private func writeAudio(
        _ payload: Span<UInt8>,
        start: Int,
        into scratch: inout MutableSpan<UInt8>,
        now: Instant,
    ) -> Int {
        guard payload.count <= room(after: start), waiting < history.capacity / 2 else { return 0 }
        for index in 0..<payload.count { scratch[start + index] = payload[index] }
        keep(scratch.span.extracting(0..<start + payload.count), now: now)
        return 1
    }

    /// Keeps a frame's packets; all of them or none.
    private func writeVideo(
        _ frame: Span<UInt8>,
        _ header: RTPHeader,
        _ extensions: HeaderExtensions,
        start: Int,
        into scratch: inout MutableSpan<UInt8>,
        now: Instant,
    ) -> Int {
        let packetizer = VP8Packetizer(
            frameBytes: frame.count,
            descriptor: descriptor,
            maximumPayloadBytes: room(after: start),
        )
        guard waiting + packetizer.count <= history.capacity / 2 else { return 0 }
        var header = header
        var extensions = extensions
        let orientation = extensions.videoOrientation
        for index in 0..<packetizer.count {
            header.sequence = nextSequence
            header.marker = packetizer.isLast(index)
            extensions.videoOrientation = header.marker ? orientation : nil
            guard
                let start = header.write(extensions: extensions, map: map, into: &scratch),
                let end = packetizer.writePayload(index, of: frame, into: &scratch, at: start)
            else { preconditionFailure("the scratch buffer holds a datagram") }
            keep(scratch.span.extracting(0..<end), now: now)
        }
        pictureID = pictureID.next
        baseLayerIndex &+= 1
        return packetizer.count
    }

    private var descriptor: VP8PayloadDescriptor {
        var descriptor = VP8PayloadDescriptor()
        descriptor.pictureID = pictureID
        descriptor.baseLayerIndex = baseLayerIndex
        descriptor.layer = .init(index: 0, isSync: false)
        return descriptor
    }

    private func keep(_ packet: Span<UInt8>, now: Instant) {
        history.store(packet, now: now)
        nextSequence = nextSequence.advanced(by: 1)
        waiting += 1
    }

    /// Puts a packet whose turn has come into a datagram, without encryption.
    ///
    /// A repeat in the stream itself is byte for byte what was sent first: another header under the
    /// same number would use an AES-GCM nonce twice. Only first sendings and packets of the
    /// retransmission stream get the time and number of their leaving.
    ///
    /// - Parameter transportSequence: its number over the transport, if `takesTransportNumber`.
    /// - Returns: its length; 0 if it is not there any more.
    func write(
        _ sequence: SequenceNumber,
        isRepeat: Bool,
        transportSequence: UInt16,
        into buffer: inout MutableSpan<UInt8>,
        now: Instant,
    ) -> Int {
        if !isRepeat { waiting -= 1 }
        let isSameAgain = isRepeat && retransmissionPayloadType == nil
        let length = history.withPacket(sequence) { packet in
            if isRepeat, let retransmissionPayloadType {
                return RTX.wrap(
                    packet,
                    ssrc: stream.retransmissionSSRC,
                    payloadType: retransmissionPayloadType,
                    sequence: nextRetransmission,
                    into: &buffer,
                ) ?? 0
            }
            for index in 0..<packet.count { buffer[index] = packet[index] }
            return packet.count
        }
        guard let length, length > 0 else { return 0 }
        if isRepeat {
            nextRetransmission = nextRetransmission.advanced(by: 1)
            statistics.retransmissions += 1
        } else {
            statistics.packets += 1
            statistics.bytes += length
        }
        if isSameAgain { return length }
        // What lies behind the packet does not matter: ours are never padded.
        HeaderExtensions.restamp(
            &buffer,
            map: map,
            absoluteSendTime: AbsoluteSendTime(at: now),
            transportSequence: transportSequence,
        )
        if !isRepeat {
            history.recordSending(of: sequence, as: buffer.span.extracting(0..<length))
        }
        return length
    }

    /// Whether a packet gets a transport-wide number when it leaves.
    func takesTransportNumber(isRepeat: Bool) -> Bool {
        map[.transportSequence] != nil && !(isRepeat && retransmissionPayloadType == nil)
    }

    // MARK: What the viewer says

    /// A request with a number that was seen before is the same request (RFC 5104 §4.3.1.2).
    func isNewIntraRequest(_ number: UInt8) -> Bool {
        defer { lastIntraRequest = number }
        return number != lastIntraRequest
    }

    func record(_ report: ReportBlock) {
        statistics.fractionLost = Double(report.fractionLost) / 256
        statistics.packetsLost = Int(report.cumulativeLost)
        statistics.jitter = Interval(ticks: Int64(report.jitter), clockRate: sent.clockRate)
    }
}

/// Neighbouring sequence numbers.
struct PacketRun {
    var first: SequenceNumber
    var count: Int
}

extension ExtensionMap {
    /// From what was negotiated.
    init(_ negotiated: [String: UInt8]) {
        self.init()
        for (uri, identifier) in negotiated { insert(identifier: Int(identifier), uri: uri) }
    }
}
