import Media

/// Answers offers (RFC 3264, RFC 9429 §5.3): a pure function.
///
/// Of each kind one m-section is taken: the first that has a codec in common. Where the peer made
/// one m-section for each direction, both are taken: the first on which it sends and the first on
/// which it receives. All others are rejected with port 0.
package enum Answerer {
    /// - Parameters:
    ///   - streams: one for each kind that we send; it stands in the section that we send on.
    ///   - origin: ours, the same session in each answer and a version that goes up.
    package static func answer(
        offer: SessionDescription,
        transport: LocalTransport,
        streams: [LocalStream],
        policy: AnswerPolicy = AnswerPolicy(),
        origin: SessionDescription.Origin,
    ) throws(NegotiationFailure) -> (answer: SessionDescription, session: NegotiatedSession) {
        let media = try negotiate(offer, policy: policy)
        let accepted = media.filter(\.isAccepted)
        let bundle = try bundle(accepted, offer: offer)
        let sections = transportSections(offer, accepted: accepted, bundle: bundle)
        let remote = try offer.remoteTransport(sections)
        let setup = try role(sections.lazy.compactMap(\.setup).first ?? offer.setup)
        var answer = SessionDescription(origin: origin)
        if let bundle { answer.attributes.append(Attribute("group", "BUNDLE " + bundle.joined())) }
        if offer.allowsMixedExtensions { answer.attributes.append(Attribute("extmap-allow-mixed")) }
        if transport.isLite { answer.attributes.append(Attribute("ice-lite")) }
        let tagged = bundle?.tags.first ?? accepted[0].mid
        for item in media {
            let section = offer.media[item.index]
            guard let draft = draft(item, section, streams: streams, policy: policy, setup: setup)
            else {
                answer.media.append(MediaDescription(rejecting: section))
                continue
            }
            let isTagged = item.mid == tagged
            answer.media.append(
                MediaDescription(draft, transport: transport, withCandidates: isTagged)
            )
        }
        return (answer, NegotiatedSession(remote: remote, setup: setup, media: media))
    }

    /// RFC 8842 §5.3: our role, by what the offer leaves to us.
    ///
    /// With "actpass" we wait as the server does: the peer knows first when a path works.
    private static func role(_ offered: String?) throws(NegotiationFailure) -> SetupRole {
        switch offered {
        case "actpass", "active", nil: return .passive
        case "passive": return .active
        case .some(let other): throw .wrongSetup(other)
        }
    }

    private static func draft(
        _ item: NegotiatedMedia,
        _ section: MediaDescription,
        streams: [LocalStream],
        policy: AnswerPolicy,
        setup: SetupRole,
    ) -> MediaDescription.Draft? {
        guard item.isAccepted, let codec = item.codec, let kind = item.kind else { return nil }
        let ours = policy[kind].codecs.first { $0.name == codec.name }
        return MediaDescription.Draft(
            type: section.type,
            transportProtocol: section.transport,
            mid: item.mid,
            direction: item.direction,
            codec: codec,
            parameters: parameters(ours?.parameters, codec: codec),
            feedback: item.feedback,
            extensions: item.extensions.sorted { $0.value < $1.value }.map { ($0.key, $0.value) },
            allowsReducedSizeRTCP: item.allowsReducedSizeRTCP,
            stream: streams.first { $0.kind == kind },
            setup: setup.rawValue,
        )
    }

    /// RFC 7587 §6.1: stereo is asked for only from a peer that takes stereo itself.
    private static func parameters(_ ours: String?, codec: NegotiatedCodec) -> String? {
        guard codec.name == "opus", codec.remoteParameters["stereo"] == "1" else { return ours }
        return ours.map { $0 + ";stereo=1" } ?? "stereo=1"
    }

    /// The accepted sections first, in the order of the bundle; then the one that the offer
    /// tagged, which alone has a transport if the others are bundle-only (RFC 9143 §7.2).
    private static func transportSections(
        _ offer: SessionDescription,
        accepted: [NegotiatedMedia],
        bundle: Bundle?,
    ) -> [MediaDescription] {
        guard let bundle else { return accepted.map { offer.media[$0.index] } }
        let sections = offer.mediaByTag
        return (bundle.tags + bundle.offeredTags).compactMap { sections[$0] }
    }
}

/// The group that the accepted sections share.
private struct Bundle {
    /// Of the accepted sections, in the order of the offer.
    var tags: [String]
    var offeredTags: [String]

    func joined() -> String { tags.joined(separator: " ") }
}

extension Answerer {
    /// RFC 9143 §7.3: a subset of one group of the offer; nil for a lone section outside of any.
    private static func bundle(
        _ accepted: [NegotiatedMedia],
        offer: SessionDescription,
    ) throws(NegotiationFailure) -> Bundle? {
        let mids = accepted.map(\.mid)
        for group in offer.bundleGroups where mids.allSatisfy(group.contains) {
            return Bundle(tags: group.filter(mids.contains), offeredTags: group)
        }
        guard accepted.count == 1 else { throw .notBundled }
        return nil
    }

    /// One entry for each m-section of the offer, at least one of them accepted.
    private static func negotiate(
        _ offer: SessionDescription,
        policy: AnswerPolicy,
    ) throws(NegotiationFailure) -> [NegotiatedMedia] {
        var media: [NegotiatedMedia] = []
        var wanted: Set<MediaKind> = []
        for (index, section) in offer.media.enumerated() {
            let rejected = NegotiatedMedia(
                index: index,
                mid: section.mid ?? "",
                kind: section.mediaKind,
            )
            guard let kind = section.mediaKind, !section.isRejected else {
                media.append(rejected)
                continue
            }
            let isFirst = wanted.insert(kind).inserted
            let match = section.match(policy[kind])
            if policy.isAllOrNothing {
                try check(section, hasMatch: match != nil, isFirst: isFirst, kind, policy)
            }
            guard let match else {
                media.append(rejected)
                continue
            }
            guard section.multiplexesRTCP else { throw .noRTCPMultiplexing(mid: rejected.mid) }
            media.append(
                section.negotiated(
                    index: index,
                    kind: kind,
                    match: match,
                    policy: policy[kind],
                    direction: section.direction.reversed.intersection(policy[kind].direction),
                    allowsTwoByte: offer.allowsMixedExtensions || section.allowsMixedExtensions,
                )
            )
        }
        guard !wanted.isEmpty else { throw .noMedia }
        for kind in [MediaKind.audio, .video] { choose(kind, in: &media) }
        guard media.contains(where: \.isAccepted) else {
            throw .noCommonCodec(supported: policy.codecNames)
        }
        if policy.isAllOrNothing, media.allSatisfy({ $0.direction == .inactive }) { throw .idle }
        return media
    }

    /// Whether an m-section can be taken as it is wanted, where all of them must be.
    private static func check(
        _ section: MediaDescription,
        hasMatch: Bool,
        isFirst: Bool,
        _ kind: MediaKind,
        _ policy: AnswerPolicy,
    ) throws(NegotiationFailure) {
        let wanted = policy[kind].direction
        guard wanted != .inactive else { return }
        let mid = section.mid ?? ""
        guard isFirst else { throw .surplus(mid: mid) }
        guard hasMatch else { throw .noCommonCodec(supported: policy.codecNames) }
        guard section.direction.reversed.intersection(wanted) == wanted else {
            throw .wrongDirection(
                mid: mid,
                offered: section.direction,
                wanted: wanted.reversed,
            )
        }
    }

    /// Keeps of one kind the sections that we send and receive on, and rejects the others.
    private static func choose(_ kind: MediaKind, in media: inout [NegotiatedMedia]) {
        let usable = media.indices.filter { media[$0].isAccepted && media[$0].kind == kind }
        let receiving = usable.first { media[$0].direction.receives }
        let sending = usable.first { media[$0].direction.sends }
        for index in usable {
            let receives = index == receiving
            let sends = index == sending
            let isIdle = receiving == nil && sending == nil && index == usable.first
            if receives || sends || isIdle {
                media[index].direction = MediaDirection(sends: sends, receives: receives)
            } else {
                var rejected = NegotiatedMedia(
                    index: index,
                    mid: media[index].mid,
                    kind: kind,
                )
                rejected.contentHint = media[index].contentHint
                media[index] = rejected
            }
        }
    }
}
