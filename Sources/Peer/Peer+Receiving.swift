import ICE
import Media
import RTP
import SDP

extension Peer {
    /// Opens, sorts and takes in an SRTP packet.
    func handleRTP(
        _ datagram: inout MutableSpan<UInt8>,
        on path: TransportPath,
        now: Instant,
    ) {
        do throws(DropReason) {
            let length = try link.open(&datagram, as: .rtp)
            let header: RTPHeader
            let extensions: HeaderExtensions
            do throws(MalformedPacket) {
                let packet = datagram.span.extracting(0..<length)
                header = try RTPHeader(parsing: packet)
                extensions = try HeaderExtensions(
                    parsing: packet,
                    header: header,
                    map: extensionMap,
                )
            } catch {
                throw .malformedRTP
            }
            let (entry, receiver) = try origin(of: header, extensions, now: now)
            if sources.note(header.ssrc, header.sequence) {
                connectivity.mediaArrived(on: path, now: now)
            }
            congestion.record(extensions, bytes: length, source: header.ssrc, now: now)
            reports.start(now: now)
            switch entry.role {
            case .media:
                guard header.payloadType == receiver.codec.payloadType else {
                    throw .unknownPayloadType
                }
                let packet = datagram.span.extracting(0..<length)
                take(packet, header, extensions, isRepair: false, by: receiver, now: now)
            case .retransmission:
                try unwrap(&datagram, header, extensions, for: receiver, now: now)
            }
        } catch {
            drop(error)
        }
    }

    /// RFC 4588 §4: the packet inside is the one that was lost.
    private func unwrap(
        _ datagram: inout MutableSpan<UInt8>,
        _ header: RTPHeader,
        _ extensions: HeaderExtensions,
        for receiver: ReceiveTrack,
        now: Instant,
    ) throws(DropReason) {
        guard header.payloadType == receiver.codec.retransmissionPayloadType else {
            throw .unknownPayloadType
        }
        guard let source = receiver.source else { throw .unknownSource }
        let original = RTX.unwrap(
            &datagram,
            header: header,
            ssrc: source,
            payloadType: receiver.codec.payloadType,
        )
        // Padding only: the sender probes the path.
        guard let original else { return }
        let packet = datagram.span.extracting(0..<original.length)
        take(packet, original.header, extensions, isRepair: true, by: receiver, now: now)
    }

    private func take(
        _ packet: Span<UInt8>,
        _ header: RTPHeader,
        _ extensions: HeaderExtensions,
        isRepair: Bool,
        by receiver: ReceiveTrack,
        now: Instant,
    ) {
        let outcome = receiver.receive(
            packet,
            header: header,
            extensions: extensions,
            isRepair: isRepair,
            now: now,
        )
        if let reason = outcome.drop { drop(reason) }
        switch outcome.change {
        case .started: tell(.mediaStarted(receiver.track))
        case .resumed: tell(.mediaResumed(receiver.track))
        case nil: break
        }
    }

    /// The m-line of a packet (RFC 9143 §9.2): by its SSRC, by its MID, by its payload type.
    private func origin(
        of header: RTPHeader,
        _ extensions: HeaderExtensions,
        now: Instant,
    ) throws(DropReason) -> (SourceTable.Entry, ReceiveTrack) {
        if let entry = sources.find(header.ssrc) {
            guard let receiver = receiver(TrackID(index: entry.track)) else {
                throw .unknownSource
            }
            return (entry, receiver)
        }
        var found: ReceiveTrack?
        for index in 0..<receivers.count {
            let receiver = receivers[index]
            if let mid = extensions.mid {
                guard mid == receiver.mid else { continue }
            } else {
                // A stream that is there is not pushed aside by a guess.
                guard receiver.knows(header.payloadType), receiver.isIdle(now: now) else {
                    continue
                }
                // Two m-lines share the payload type: it tells nothing.
                guard found == nil else { throw .unknownSource }
            }
            found = receiver
        }
        guard let receiver = found else { throw .unknownSource }
        guard receiver.knows(header.payloadType) else { throw .unknownPayloadType }
        guard !sources.isFull else { throw .tooManySources }
        let role: SourceTable.Role =
            header.payloadType == receiver.codec.payloadType ? .media : .retransmission
        if role == .media { receiver.bind(header.ssrc) }
        sources.bind(header.ssrc, to: receiver.track.index, as: role)
        guard let entry = sources.find(header.ssrc) else { throw .tooManySources }
        return (entry, receiver)
    }
}

extension ReceiveTrack {
    /// Whether a payload type is its codec's or its retransmissions'.
    func knows(_ payloadType: PayloadType) -> Bool {
        payloadType == codec.payloadType || payloadType == codec.retransmissionPayloadType
    }
}
