import Media

extension MediaDescription {
    /// Sound or picture over RTP with DTLS keys; nil for everything else.
    var mediaKind: MediaKind? {
        guard transport.hasSuffix("RTP/SAVPF") || transport.hasSuffix("TLS/RTP/SAVP") else {
            return nil
        }
        switch type {
        case "audio": return .audio
        case "video": return .video
        default: return nil
        }
    }

    /// What this section and our policy have in common; nil if no codec.
    ///
    /// The payload type is the other side's: both directions use it (RFC 3264 §6.1).
    func match(_ policy: AnswerPolicy.Kind) -> (NegotiatedCodec, AnswerPolicy.Codec)? {
        let maps = rtpMaps
        for codec in policy.codecs {
            let map = maps.first { map in
                map.name.lowercased() == codec.name.lowercased()
                    && map.clockRate == codec.clockRate && map.channels == codec.channels
                    && !map.payloadType.looksLikeRTCP
            }
            guard let map else { continue }
            let negotiated = NegotiatedCodec(
                name: codec.name,
                payloadType: map.payloadType,
                clockRate: map.clockRate,
                channels: map.channels,
                remoteParameters: formatParameters(map.payloadType),
                retransmissionPayloadType: codec.retransmits
                    ? retransmission(of: map.payloadType) : nil,
            )
            return (negotiated, codec)
        }
        return nil
    }

    /// The extensions that both know; identifiers above 14 need two-byte headers (RFC 8285 §4.3).
    func commonExtensions(
        _ policy: AnswerPolicy.Kind,
        allowsTwoByte: Bool,
    ) -> [String: UInt8] {
        var extensions: [String: UInt8] = [:]
        for mapping in extensionMappings where policy.extensions.contains(mapping.uri) {
            guard mapping.identifier <= 14 || (allowsTwoByte && mapping.identifier != 15) else {
                continue
            }
            if extensions[mapping.uri] == nil { extensions[mapping.uri] = mapping.identifier }
        }
        return extensions
    }

    /// What was agreed, as read from the other side's section.
    ///
    /// - Parameter direction: ours.
    func negotiated(
        index: Int,
        kind: MediaKind,
        match: (codec: NegotiatedCodec, ours: AnswerPolicy.Codec),
        policy: AnswerPolicy.Kind,
        direction: MediaDirection,
        allowsTwoByte: Bool,
    ) -> NegotiatedMedia {
        var media = NegotiatedMedia(index: index, mid: mid ?? "", kind: kind)
        media.isAccepted = true
        media.direction = direction
        media.codec = match.codec
        media.extensions = commonExtensions(policy, allowsTwoByte: allowsTwoByte)
        media.feedback = feedback(match.codec.payloadType).intersection(match.ours.feedback)
        media.allowsReducedSizeRTCP = allowsReducedSizeRTCP
        media.remoteSources = self.direction.sends ? sources : []
        let names = has("msid") ? streamAndTrack : legacyStreamAndTrack
        media.remoteStreamID = names.stream
        media.remoteTrackID = names.track
        media.contentHint = value(of: "content")
        return media
    }
}

extension SessionDescription {
    /// The other side's transport, from the first of these sections that has its parts.
    ///
    /// - Parameter sections: the one whose transport counts comes first; the session is asked last.
    func remoteTransport(
        _ sections: [MediaDescription]
    ) throws(NegotiationFailure) -> RemoteTransport {
        let all: [any DescriptionSection] = sections + [self]
        guard let fragment = all.lazy.compactMap(\.usernameFragment).first else {
            throw .missing(.usernameFragment)
        }
        let matching = all.first { $0.usernameFragment == fragment && $0.password != nil }
        guard let password = matching?.password ?? self.password else { throw .missing(.password) }
        guard let fingerprints = all.lazy.map(\.fingerprints).first(where: { !$0.isEmpty }) else {
            throw .missing(.fingerprint)
        }
        return RemoteTransport(
            usernameFragment: fragment,
            password: password,
            fingerprint: Self.strongest(fingerprints),
            iceOptions: all.lazy.map(\.iceOptions).first { !$0.isEmpty } ?? [],
            candidates: sections.lazy.map(\.candidates).first { !$0.isEmpty } ?? [],
            isLite: isICELite,
        )
    }

    /// RFC 8122 §5.1: the strongest that both know counts.
    private static func strongest(_ fingerprints: [String]) -> String {
        for algorithm in ["sha-512", "sha-384", "sha-256"] {
            let found = fingerprints.first { $0.fields.first?.lowercased() == algorithm }
            if let found { return found }
        }
        return fingerprints[0]
    }
}
