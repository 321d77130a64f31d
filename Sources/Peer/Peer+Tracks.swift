import Media
import RTP
import SDP

extension Peer {
    /// Makes the tracks follow `parameters`.
    func configureTracks() {
        extensionMap = ExtensionMap()
        var reducesSize = true
        var sending: [MediaKind] = []
        for media in parameters.media where media.isAccepted {
            guard let kind = media.kind, let codec = media.codec else { continue }
            for (uri, identifier) in media.extensions {
                extensionMap.insert(identifier: Int(identifier), uri: uri)
            }
            reducesSize = reducesSize && media.allowsReducedSizeRTCP
            configureReceiver(media, codec, kind)
            guard media.direction.sends, !sending.contains(kind) else { continue }
            sending.append(kind)
            configureSender(media, codec, kind)
        }
        allowsReducedSize = reducesSize
        for sender in senders where !sending.contains(sender.kind) { sender.pause() }
        removeReceivers()
        configureCongestionFeedback()
    }

    private func configureReceiver(
        _ media: NegotiatedMedia,
        _ codec: NegotiatedCodec,
        _ kind: MediaKind,
    ) {
        guard media.direction.receives else { return }
        let track = TrackID(index: media.index)
        let receiver: ReceiveTrack
        // An m-line that was rejected may come back as another kind (RFC 8829 §5.2.2).
        receivers.removeAll { receiver in
            guard receiver.track == track, receiver.kind != kind else { return false }
            end(receiver)
            return true
        }
        if let known = self.receiver(track) {
            receiver = known
            receiver.update(media: media, codec: codec)
        } else {
            receiver = ReceiveTrack(media: media, codec: codec, kind: kind)
            receivers.append(receiver)
        }
        guard let announced = media.remoteSources.first, announced != receiver.announced else {
            return
        }
        receiver.announced = announced
        receiver.bind(announced.ssrc)
        sources.bind(announced.ssrc, to: track.index, as: .media)
        guard let retransmission = announced.retransmissionSSRC else { return }
        sources.bind(retransmission, to: track.index, as: .retransmission)
    }

    private func configureSender(
        _ media: NegotiatedMedia,
        _ codec: NegotiatedCodec,
        _ kind: MediaKind,
    ) {
        if let known = sender(kind) {
            known.update(media: media, codec: codec)
        } else if let stream = parameters.stream(kind) {
            let sender = SendTrack(media: media, codec: codec, kind: kind, stream: stream)
            senders.append(sender)
        }
    }

    /// Lets go of tracks that the other side does not send any more.
    private func removeReceivers() {
        receivers.removeAll { receiver in
            let media = parameters.media.first { $0.index == receiver.track.index }
            let goesOn = media.map { $0.isAccepted && $0.direction.receives } ?? false
            if !goesOn { end(receiver) }
            return !goesOn
        }
    }

    /// Forgets the streams of a track that is about to go, and tells that nothing comes any more.
    private func end(_ receiver: ReceiveTrack) {
        sources.removeAll(of: receiver.track.index)
        if receiver.silence.isHeard { tell(.mediaSilent(receiver.track)) }
    }

    private func configureCongestionFeedback() {
        // The picture's rate is what follows: numbers in the sound alone would steer nothing.
        let picture = receivers.filter { $0.kind == .video }
        let steered = picture.isEmpty ? receivers : picture
        let usesTransportWide = steered.contains(where: \.countsOverTransport)
        let usesEstimate = receivers.contains { $0.feedback.contains(.remb) }
        congestion.mode =
            usesTransportWide ? .transportWide : usesEstimate ? .estimate : .none
    }

    func receiver(_ track: TrackID) -> ReceiveTrack? {
        for index in 0..<receivers.count where receivers[index].track == track {
            return receivers[index]
        }
        return nil
    }

    func sender(_ kind: MediaKind) -> SendTrack? {
        for index in 0..<senders.count where senders[index].kind == kind {
            return senders[index]
        }
        return nil
    }

    /// The sender of a track that the other side takes.
    func sender(_ track: TrackID) -> SendTrack? {
        for index in 0..<senders.count
        where senders[index].track == track && senders[index].isActive {
            return senders[index]
        }
        return nil
    }

    /// The sender of a stream.
    func sender(_ source: SSRC) -> SendTrack? {
        for index in 0..<senders.count where senders[index].stream.ssrc == source {
            return senders[index]
        }
        return nil
    }
}
