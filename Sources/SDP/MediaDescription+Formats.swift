package import Media

/// A payload type and what it stands for: `a=rtpmap` (RFC 8866 §6.6).
package struct RTPMap: Hashable, Sendable {
    package var payloadType: PayloadType
    package var name: String
    package var clockRate: Int
    /// 1 where nothing is said.
    package var channels: Int
}

/// A header extension: `a=extmap` (RFC 8285 §8).
package struct ExtensionMapping: Hashable, Sendable {
    package var identifier: UInt8
    package var uri: String
}

extension MediaDescription {
    /// The payload types of the m= line with their meaning, in the writer's order of preference.
    ///
    /// At most 128, each once; what cannot be read, or has no `a=rtpmap`, is left out.
    package var rtpMaps: [RTPMap] {
        var meanings: [PayloadType: RTPMap] = [:]
        for map in values(of: "rtpmap").lazy.compactMap(RTPMap.init(parsing:))
        where meanings[map.payloadType] == nil {
            meanings[map.payloadType] = map
        }
        return formats.compactMap { format in
            guard let number = UInt8(decimal: format), number < 128 else { return nil }
            return meanings.removeValue(forKey: PayloadType(number))
        }
    }

    /// The parameters of one payload type (`a=fmtp`), names in lower case.
    ///
    /// A parameter without "=" has the empty value.
    package func formatParameters(_ payloadType: PayloadType) -> [String: String] {
        var parameters: [String: String] = [:]
        for value in values(of: "fmtp") {
            guard let rest = value.following(payloadType) else { continue }
            parameters.merge(Self.parameters(rest)) { _, later in later }
        }
        return parameters
    }

    /// "name=value" between semicolons.
    private static func parameters(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        for item in text.utf8.split(separator: UInt8(ascii: ";")) {
            let text = Substring(item)
            let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) ?? text.endIndex
            let name = text[..<equals].fields.joined().lowercased()
            parameters[name] = text[equals...].dropFirst().fields.joined(separator: " ")
        }
        return parameters
    }

    /// The feedback messages of one payload type (`a=rtcp-fb`), those for "*" included.
    package func feedback(_ payloadType: PayloadType) -> FeedbackKinds {
        var kinds: FeedbackKinds = []
        for value in values(of: "rtcp-fb") {
            let fields = value.fields
            guard fields.count >= 2 else { continue }
            guard fields[0] == "*" || fields[0] == String(payloadType.rawValue) else { continue }
            kinds.formUnion(FeedbackKinds(fields.dropFirst().joined(separator: " ")))
        }
        return kinds
    }

    /// The payload type whose packets repeat those of another (RFC 4588 §8.6).
    ///
    /// Not one of 64…95, which cannot be told from RTCP (RFC 5761 §4).
    package func retransmission(of payloadType: PayloadType) -> PayloadType? {
        let repeating = repeatingPayloadTypes(of: payloadType)
        guard !repeating.isEmpty else { return nil }
        return rtpMaps.first { map in
            map.name.lowercased() == "rtx" && !map.payloadType.looksLikeRTCP
                && repeating.contains(map.payloadType)
        }?.payloadType
    }

    /// Those whose `a=fmtp` has "apt" with this payload type; one walk over the lines.
    private func repeatingPayloadTypes(of payloadType: PayloadType) -> Set<PayloadType> {
        var repeating: Set<PayloadType> = []
        for value in values(of: "fmtp") {
            guard let space = value.utf8.firstIndex(of: 0x20),
                let number = UInt8(decimal: value[..<space]), number < 128
            else { continue }
            let parameters = Self.parameters(value[value.utf8.index(after: space)...])
            guard parameters["apt"] == String(payloadType.rawValue) else { continue }
            repeating.insert(PayloadType(number))
        }
        return repeating
    }

    /// The header extensions that travel in both directions or of which we need not know the
    /// direction; what cannot be read is left out.
    package var extensionMappings: [ExtensionMapping] {
        values(of: "extmap").compactMap(ExtensionMapping.init(parsing:))
    }
}

extension PayloadType {
    /// With the marker bit it takes the place of an RTCP packet type (RFC 5761 §4).
    var looksLikeRTCP: Bool { (64...95).contains(rawValue) }
}

extension RTPMap {
    fileprivate init?(parsing value: String) {
        let fields = value.fields
        guard fields.count == 2, let number = UInt8(decimal: fields[0]), number < 128 else {
            return nil
        }
        let parts = fields[1].utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count == 2 || parts.count == 3, let clockRate = Int(decimal: parts[1]),
            (1...1_000_000).contains(clockRate)
        else { return nil }
        let channels = parts.count == 3 ? Int(decimal: parts[2]) : 1
        guard let channels, (1...255).contains(channels) else { return nil }
        self.init(
            payloadType: PayloadType(number),
            name: String(parts[0]),
            clockRate: clockRate,
            channels: channels,
        )
    }
}

extension ExtensionMapping {
    fileprivate init?(parsing value: String) {
        let fields = value.fields
        guard fields.count >= 2,
            let digits = fields[0].utf8.split(separator: UInt8(ascii: "/")).first,
            let identifier = UInt8(decimal: Substring(digits)), identifier > 0
        else { return nil }
        self.init(identifier: identifier, uri: fields[1])
    }
}

extension FeedbackKinds {
    /// The names of `a=rtcp-fb`, in the order in which they are written.
    static let names: [(kind: FeedbackKinds, name: String)] = [
        (.remb, "goog-remb"), (.transportWide, "transport-cc"), (.fullIntraRequest, "ccm fir"),
        (.nack, "nack"), (.pictureLoss, "nack pli"),
    ]

    fileprivate init(_ name: String) {
        self = Self.names.first { $0.name == name }?.kind ?? []
    }
}

extension String {
    /// What follows a payload type and a space; nil if it is another payload type.
    fileprivate func following(_ payloadType: PayloadType) -> Substring? {
        guard let space = utf8.firstIndex(of: 0x20),
            self[..<space] == String(payloadType.rawValue)
        else { return nil }
        return self[utf8.index(after: space)...]
    }
}
