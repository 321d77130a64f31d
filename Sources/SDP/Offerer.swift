package import Media

/// The side that offers: for our own clients and for tests.
package enum Offerer {
    /// One m-section to offer.
    package struct Section: Hashable, Sendable {
        package var kind: MediaKind
        package var mid: String
        package var direction: MediaDirection

        package init(kind: MediaKind, mid: String, direction: MediaDirection = .sendReceive) {
            self.kind = kind
            self.mid = mid
            self.direction = direction
        }
    }

    /// An offer with all sections in one bundle (RFC 9429 §5.2).
    ///
    /// Payload types count up from 96, extension identifiers from 1, the same in each offer that
    /// is made from the same sections and policy.
    package static func offer(
        transport: LocalTransport,
        streams: [LocalStream],
        sections: [Section],
        policy: AnswerPolicy = AnswerPolicy(),
        origin: SessionDescription.Origin,
    ) -> SessionDescription {
        var offer = SessionDescription(origin: origin)
        let tags = sections.map(\.mid).joined(separator: " ")
        offer.attributes.append(Attribute("group", "BUNDLE " + tags))
        offer.attributes.append(Attribute("extmap-allow-mixed"))
        if transport.isLite { offer.attributes.append(Attribute("ice-lite")) }
        var numbers = Numbers(policy)
        for (index, section) in sections.enumerated() {
            let kind = policy[section.kind]
            guard let codec = kind.codecs.first else { continue }
            let draft = MediaDescription.Draft(
                type: section.kind == .audio ? "audio" : "video",
                mid: section.mid,
                direction: section.direction,
                codec: numbers.number(codec),
                parameters: codec.parameters,
                feedback: codec.feedback,
                extensions: kind.extensions.compactMap { uri in
                    numbers.extensions[uri].map { (uri, $0) }
                },
                stream: streams.first { $0.kind == section.kind },
                setup: "actpass",
            )
            offer.media.append(
                MediaDescription(draft, transport: transport, withCandidates: index == 0)
            )
        }
        return offer
    }

    /// Reads the answer to an offer of ours.
    ///
    /// - Parameter offer: what was sent; sections must be the same in number, place and type.
    package static func accept(
        answer: SessionDescription,
        to offer: SessionDescription,
        policy: AnswerPolicy = AnswerPolicy(),
    ) throws(NegotiationFailure) -> NegotiatedSession {
        guard answer.media.count == offer.media.count else {
            throw .mismatchedAnswer("\(answer.media.count) m-sections, not \(offer.media.count)")
        }
        var media: [NegotiatedMedia] = []
        for index in offer.media.indices {
            media.append(try accept(answer, offer.media[index], index: index, policy: policy))
        }
        let accepted = media.filter(\.isAccepted)
        guard !accepted.isEmpty else { throw .noMedia }
        let bundle = answer.bundleGroups.first { $0.contains(accepted[0].mid) }
        guard accepted.count == 1 || accepted.allSatisfy({ bundle?.contains($0.mid) ?? false })
        else { throw .notBundled }
        let tagged = answer.media.filter { $0.mid == bundle?.first }
        let sections = tagged + accepted.map { answer.media[$0.index] }
        return NegotiatedSession(
            remote: try answer.remoteTransport(sections),
            setup: try role(sections.lazy.compactMap(\.setup).first ?? answer.setup),
            media: media,
        )
    }

    private static func accept(
        _ answer: SessionDescription,
        _ offered: MediaDescription,
        index: Int,
        policy: AnswerPolicy,
    ) throws(NegotiationFailure) -> NegotiatedMedia {
        let section = answer.media[index]
        guard section.type == offered.type, (section.mid ?? offered.mid) == offered.mid else {
            throw .mismatchedAnswer("m-section \(index) is another one")
        }
        let kind = section.mediaKind
        guard let kind, !section.isRejected else {
            return NegotiatedMedia(index: index, mid: offered.mid ?? "", kind: kind)
        }
        guard let match = section.match(policy[kind]) else {
            throw .noCommonCodec(supported: policy[kind].codecs.map(\.name))
        }
        guard section.multiplexesRTCP else { throw .noRTCPMultiplexing(mid: offered.mid ?? "") }
        return section.negotiated(
            index: index,
            kind: kind,
            match: match,
            policy: policy[kind],
            direction: section.direction.reversed.intersection(offered.direction),
            allowsTwoByte: answer.allowsMixedExtensions || section.allowsMixedExtensions,
        )
    }

    /// RFC 8842 §5.4: the answer has decided.
    private static func role(_ answered: String?) throws(NegotiationFailure) -> SetupRole {
        switch answered {
        case "active": return .passive
        case "passive": return .active
        default: throw .wrongSetup(answered ?? "none")
        }
    }
}

/// Gives payload types and extension identifiers, the same ones in all sections of a bundle.
private struct Numbers {
    private(set) var extensions: [String: UInt8] = [:]
    private var codecs: [String: NegotiatedCodec] = [:]
    private var nextPayloadType: UInt8 = 96

    init(_ policy: AnswerPolicy) {
        for uri in policy.audio.extensions + policy.video.extensions
        where extensions[uri] == nil && extensions.count < 14 {
            extensions[uri] = UInt8(extensions.count + 1)
        }
    }

    mutating func number(_ codec: AnswerPolicy.Codec) -> NegotiatedCodec {
        if let known = codecs[codec.name] { return known }
        var numbered = NegotiatedCodec(
            name: codec.name,
            payloadType: PayloadType(nextPayloadType),
            clockRate: codec.clockRate,
            channels: codec.channels,
        )
        nextPayloadType += 1
        if codec.retransmits {
            numbered.retransmissionPayloadType = PayloadType(nextPayloadType)
            nextPayloadType += 1
        }
        codecs[codec.name] = numbered
        return numbered
    }
}
