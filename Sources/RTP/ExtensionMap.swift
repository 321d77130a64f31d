/// The RTP header extensions that are understood.
package enum HeaderExtension: Int, CaseIterable, Sendable {
    /// RFC 9143 §15.2: which m-line the packet belongs to.
    case mid
    /// RFC 6464: how loud the sound in the packet is.
    case audioLevel
    /// When the packet left its sender, 24 bits of fixed-point seconds.
    case absoluteSendTime
    /// A sequence number over all packets of a transport (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    case transportSequence
    /// 3GPP TS 26.114 §7.4.5: how the picture is to be turned.
    case videoOrientation

    /// The name under which SDP negotiates it.
    package var uri: String {
        switch self {
        case .mid: "urn:ietf:params:rtp-hdrext:sdes:mid"
        case .audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
        case .absoluteSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
        case .transportSequence:
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        case .videoOrientation: "urn:3gpp:video-orientation"
        }
    }

    /// The extension of a URI, or nil if it is not understood.
    package init?(uri: String) {
        guard let found = Self.allCases.first(where: { $0.uri == uri }) else { return nil }
        self = found
    }
}

/// Which identifier stands for which header extension in one m-line's packets (RFC 8285 §5).
package struct ExtensionMap: Hashable, Sendable {
    /// By `HeaderExtension.rawValue`; 0 where it was not negotiated.
    private var identifiers = SIMD8<UInt8>()

    /// A map without any extension.
    package init() {}

    /// The identifier, 1…255, of an extension; nil takes it out.
    package subscript(_ which: HeaderExtension) -> UInt8? {
        get {
            let identifier = identifiers[which.rawValue]
            return identifier == 0 ? nil : identifier
        }
        set { identifiers[which.rawValue] = newValue ?? 0 }
    }

    /// Takes up an identifier for a URI.
    ///
    /// - Returns: false if the URI is not understood or the identifier outside 1…255.
    @discardableResult
    package mutating func insert(identifier: Int, uri: String) -> Bool {
        guard let which = HeaderExtension(uri: uri), (1...255).contains(identifier) else {
            return false
        }
        self[which] = UInt8(identifier)
        return true
    }

    /// Which extension an identifier stands for.
    package func meaning(of identifier: UInt8) -> HeaderExtension? {
        guard identifier != 0 else { return nil }
        for index in 0..<8 where identifiers[index] == identifier {
            return HeaderExtension(rawValue: index)
        }
        return nil
    }
}
