extension TrickleFragment {
    /// Reads a fragment; lines may end with CR LF or LF.
    ///
    /// - Throws: `SDPError` with the line at fault: not an SDP line, a candidate before the first
    ///   m-line, two different credentials, an empty text, too much of anything.
    package init(parsing text: String) throws(SDPError) {
        guard text.utf8.count <= SessionDescription.maximumBytes else {
            throw SDPError(line: 0, reason: .tooLong)
        }
        self.init()
        var lines = LineReader(text)
        var hasEnded = false
        while let line = try lines.next() {
            switch line.type {
            case "m": try appendSection(line.value, number: lines.number)
            case "a": try read(line.value, number: lines.number, hasEnded: &hasEnded)
            default: break
            }
        }
        guard lines.number > 1 else {
            throw SDPError(line: 1, reason: .expected("a fragment, a= and m= lines,"))
        }
        // At the session level it holds for all m-sections (RFC 8840 §8.2).
        guard hasEnded else { return }
        for index in sections.indices { sections[index].endsCandidates = true }
    }

    private mutating func appendSection(_ value: String, number: Int) throws(SDPError) {
        guard sections.count < SessionDescription.maximumMedia else {
            throw SDPError(line: number, reason: .tooManyMedia)
        }
        guard let media = MediaDescription(parsing: value) else {
            throw SDPError(line: number, reason: .malformed("m="))
        }
        sections.append(Section(type: media.type, mid: ""))
    }

    private mutating func read(
        _ value: String,
        number: Int,
        hasEnded: inout Bool,
    ) throws(SDPError) {
        guard let attribute = Attribute(parsing: value) else {
            throw SDPError(line: number, reason: .malformed("a="))
        }
        let last = sections.count - 1
        switch (attribute.name, attribute.value) {
        case ("ice-ufrag", let fragment?):
            try set(\.usernameFragment, fragment, "a=ice-ufrag", number: number)
        case ("ice-pwd", let password?):
            try set(\.password, password, "a=ice-pwd", number: number)
        case ("ice-lite", nil):
            isICELite = true
        case ("group", let group?) where group.fields.first == "BUNDLE":
            bundle = Array(group.fields.dropFirst())
        case ("mid", let mid?) where last >= 0:
            sections[last].mid = mid
        case ("candidate", let candidate?):
            try append(candidate, number: number)
        case ("end-of-candidates", nil) where last >= 0:
            sections[last].endsCandidates = true
        case ("end-of-candidates", nil):
            hasEnded = true
        default:
            break
        }
    }

    private mutating func set(
        _ field: WritableKeyPath<TrickleFragment, String?>,
        _ value: String,
        _ name: String,
        number: Int,
    ) throws(SDPError) {
        if let before = self[keyPath: field], before != value {
            throw SDPError(line: number, reason: .contradiction(name))
        }
        self[keyPath: field] = value
    }

    private mutating func append(_ candidate: String, number: Int) throws(SDPError) {
        guard !sections.isEmpty else {
            throw SDPError(line: number, reason: .outsideOfMedia("a=candidate"))
        }
        guard sections.reduce(0, { $0 + $1.candidates.count }) < Self.maximumCandidates else {
            throw SDPError(line: number, reason: .tooManyCandidates)
        }
        sections[sections.count - 1].candidates.append(candidate)
    }
}

extension TrickleFragment {
    /// The fragment as text, each line ended by CR LF.
    ///
    /// The credentials stand in the first m-section, as in a description with one BUNDLE, or before
    /// all if there is none.
    package var text: String {
        var attributes: [Attribute] = []
        if isICELite { attributes.append(Attribute("ice-lite")) }
        if !bundle.isEmpty {
            attributes.append(Attribute("group", "BUNDLE " + bundle.joined(separator: " ")))
        }
        if sections.isEmpty { attributes += credentials }
        var text = attributes.map(\.text).joined()
        for (index, section) in sections.enumerated() {
            // RFC 8840 §4.4: port, protocol and format say nothing here.
            text += Line("m", "\(section.type) 9 RTP/AVP 0").text
            if !section.mid.isEmpty { text += Attribute("mid", section.mid).text }
            if index == 0 { text += credentials.map(\.text).joined() }
            for candidate in section.candidates { text += Attribute("candidate", candidate).text }
            if section.endsCandidates { text += Attribute("end-of-candidates").text }
        }
        return text
    }

    private var credentials: [Attribute] {
        [("ice-ufrag", usernameFragment), ("ice-pwd", password)].compactMap { name, value in
            value.map { Attribute(name, $0) }
        }
    }
}
