/// Why a datagram, a packet or a frame went no further.
package enum DropReason: Int, CaseIterable, Sendable {
    /// The first byte belongs to no protocol of RFC 7983, or the datagram is empty.
    case unclassified
    case malformedSTUN
    /// A STUN message that is well formed but not authentic or not for us.
    case rejectedSTUN
    /// DTLS from an address that has no valid check.
    case unexpectedDTLS
    /// SRTP or SRTCP that came before the handshake was done.
    case beforeHandshake
    /// SRTP or SRTCP whose authentication tag is wrong.
    case unauthenticated
    /// SRTP or SRTCP that was seen before or is too old to tell.
    case replayed
    case malformedRTP
    case malformedRTCP
    /// RTP whose SSRC belongs to no m-line.
    case unknownSource
    /// More SSRCs than one peer may use.
    case tooManySources
    /// RTP with a payload type that was not negotiated.
    case unknownPayloadType
    /// A payload that its format does not allow.
    case malformedPayload
    /// A packet that came too late or twice for its frame.
    case latePacket
    /// A unit for which the lane's ring had no room.
    case inletFull
    /// A frame that we should send and had no room for.
    case sendQueueFull
    /// A frame that we should send before the handshake or to a track that is not negotiated.
    case notSendable
    /// A small output (STUN, RTCP) for which there was no room.
    case controlQueueFull
}

/// How often each reason occurred.
package struct DropCounts: Sendable {
    private var counts = InlineArray<18, Int>(repeating: 0)

    package init() {}

    package internal(set) subscript(_ reason: DropReason) -> Int {
        get { counts[reason.rawValue] }
        set { counts[reason.rawValue] = newValue }
    }

    /// All reasons together.
    package var total: Int {
        DropReason.allCases.reduce(0) { $0 + self[$1] }
    }
}
