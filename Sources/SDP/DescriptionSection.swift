/// What has attributes: the session, and each m-section.
package protocol DescriptionSection {
    var attributes: [Attribute] { get set }
}

extension SessionDescription: DescriptionSection {}
extension MediaDescription: DescriptionSection {}

extension DescriptionSection {
    package func has(_ name: String) -> Bool { attributes.contains { $0.name == name } }

    /// The value of the first attribute with this name; nil if there is none or it has no value.
    package func value(of name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }

    /// The values of all attributes with this name, in their order.
    package func values(of name: String) -> [String] {
        attributes.compactMap { $0.name == name ? $0.value : nil }
    }

    /// RFC 8839 §5.4.
    package var usernameFragment: String? { value(of: "ice-ufrag") }
    package var password: String? { value(of: "ice-pwd") }
    /// RFC 8839 §5.6.
    package var iceOptions: [String] { value(of: "ice-options")?.fields ?? [] }
    /// RFC 8122 §5: algorithm and value.
    package var fingerprints: [String] { values(of: "fingerprint") }
    /// RFC 8842: "active", "passive", "actpass" or "holdconn".
    package var setup: String? { value(of: "setup") }
    /// RFC 8285 §6: both forms of header extensions may be mixed.
    package var allowsMixedExtensions: Bool { has("extmap-allow-mixed") }
}

extension SessionDescription {
    /// RFC 8839 §5.3.
    package var isICELite: Bool { has("ice-lite") }

    /// The tags of the BUNDLE groups (RFC 9143), the tagged m-section's first in each.
    ///
    /// A tag stands once in a group, and names an m-section: what does not is left out, so that no
    /// group is longer than the description has m-sections.
    package var bundleGroups: [[String]] {
        let groups = values(of: "group").map(\.fields).filter { $0.first == "BUNDLE" }
        guard !groups.isEmpty else { return [] }
        let tags = Set(media.compactMap(\.mid))
        return groups.map { fields in
            var open = tags
            return fields.dropFirst().filter { open.remove($0) != nil }
        }
    }

    /// The m-sections by their tags, the first one where a tag stands twice.
    package var mediaByTag: [String: MediaDescription] {
        let tagged = media.compactMap { section in section.mid.map { ($0, section) } }
        return Dictionary(tagged) { first, _ in first }
    }
}

extension MediaDescription {
    /// RFC 5888; nil if the section has none.
    package var mid: String? { value(of: "mid") }

    /// As the writer of the description sees it; `sendrecv` where nothing is said (RFC 8866 §6.7).
    package var direction: MediaDirection {
        for attribute in attributes where attribute.value == nil {
            if let direction = MediaDirection(rawValue: attribute.name) { return direction }
        }
        return .sendReceive
    }

    /// RFC 5761.
    package var multiplexesRTCP: Bool { has("rtcp-mux") || has("rtcp-mux-only") }
    /// RFC 5506.
    package var allowsReducedSizeRTCP: Bool { has("rtcp-rsize") }
    /// RFC 9143 §6: port 0 means "only within the bundle" and not "rejected".
    package var isBundleOnly: Bool { has("bundle-only") }
    package var isRejected: Bool { port == 0 && !isBundleOnly }
    /// Candidate attributes: what follows "a=candidate:".
    package var candidates: [String] { values(of: "candidate") }
    /// RFC 8840 §8.2.
    package var endsCandidates: Bool { has("end-of-candidates") }

    /// RFC 8830: stream and track; the stream is nil for "-".
    package var streamAndTrack: (stream: String?, track: String?) {
        guard let fields = value(of: "msid")?.fields, let stream = fields.first else {
            return (nil, nil)
        }
        return (stream == "-" ? nil : stream, fields.count > 1 ? fields[1] : nil)
    }
}
