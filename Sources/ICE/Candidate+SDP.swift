/// Why a candidate attribute could not be used.
package enum CandidateError: Error, Hashable, Sendable {
    /// A field is missing or outside its range; it is named as in RFC 8839 §5.1.
    case malformed(field: String)
    /// The address is a name (an mDNS name, mostly), which is not looked up.
    case unresolved(name: String)
    /// Neither UDP nor TCP.
    case unsupportedTransport(String)
}

extension Candidate {
    /// Longer attributes are refused.
    private static let maximumBytes = 1024

    /// Reads a candidate attribute, with or without its "a=" and "candidate:" in front.
    ///
    /// RFC 8839 §5.1; extension attributes other than `tcptype` are skipped.
    package init(sdp: String) throws(CandidateError) {
        var text = sdp[...]
        if text.hasPrefix("a=") { text = text.dropFirst(2) }
        if text.hasPrefix("candidate:") { text = text.dropFirst(10) }
        guard text.utf8.count <= Self.maximumBytes else {
            throw .malformed(field: "candidate-attribute")
        }
        let fields = text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
        guard fields.count >= 8, fields[6] == "typ" else { throw .malformed(field: "cand-type") }
        guard fields[0].utf8.count <= 32 else { throw .malformed(field: "foundation") }
        guard let component = UInt8(decimal: fields[1]), component >= 1 else {
            throw .malformed(field: "component-id")
        }
        guard let priority = UInt32(decimal: fields[3]), priority >= 1 else {
            throw .malformed(field: "priority")
        }
        guard let kind = Kind(rawValue: String(fields[7])) else {
            throw .malformed(field: "cand-type")
        }
        let options = Self.options(fields.dropFirst(8))
        self.init(
            foundation: String(fields[0]),
            component: component,
            transport: try Self.transport(fields[2], tcpType: options["tcptype"]),
            priority: priority,
            address: try Self.address(fields[4], port: fields[5]),
            kind: kind,
            relatedAddress: options["raddr"].flatMap { host in
                TransportAddress(
                    host: String(host),
                    port: UInt16(decimal: options["rport"] ?? "") ?? 0,
                )
            },
        )
    }

    /// The attribute's value: what follows "a=candidate:".
    package var sdpValue: String {
        var text = "\(foundation) \(component) \(transport.name) \(priority)"
        text += " \(address.host) \(address.port) typ \(kind.rawValue)"
        if let relatedAddress {
            text += " raddr \(relatedAddress.host) rport \(relatedAddress.port)"
        }
        if let tcpType = transport.tcpType { text += " tcptype \(tcpType)" }
        return text
    }

    private static func options(_ fields: ArraySlice<Substring>) -> [Substring: Substring] {
        var options: [Substring: Substring] = [:]
        var index = fields.startIndex
        while index + 1 < fields.endIndex {
            options[fields[index]] = fields[index + 1]
            index += 2
        }
        return options
    }

    private static func transport(
        _ name: Substring,
        tcpType: Substring?,
    ) throws(CandidateError) -> Transport {
        switch (name.lowercased(), tcpType) {
        case ("udp", _): return .udp
        case ("tcp", "active"): return .tcpActive
        case ("tcp", "passive"): return .tcpPassive
        case ("tcp", "so"): return .tcpSimultaneousOpen
        case ("tcp", _): throw .malformed(field: "tcptype")
        default: throw .unsupportedTransport(String(name))
        }
    }

    private static func address(
        _ host: Substring,
        port: Substring,
    ) throws(CandidateError) -> TransportAddress {
        guard let port = UInt16(decimal: port) else { throw .malformed(field: "port") }
        guard let address = TransportAddress(host: String(host), port: port) else {
            throw .unresolved(name: String(host))
        }
        return address
    }
}

extension Candidate.Transport {
    fileprivate var name: String { self == .udp ? "udp" : "tcp" }

    fileprivate var tcpType: String? {
        switch self {
        case .udp: nil
        case .tcpActive: "active"
        case .tcpPassive: "passive"
        case .tcpSimultaneousOpen: "so"
        }
    }
}
