/// Why an offer cannot be answered, or an answer not be used.
package enum NegotiationFailure: Error, Hashable, Sendable {
    /// No m-section has a codec that we have.
    case noCommonCodec(supported: [String])
    /// There is no m-section for sound or picture that is not rejected.
    case noMedia
    /// Sound and picture do not share one transport (RFC 9143).
    case notBundled
    /// The m-section says who sends, and it cannot be so; the tag of the m-section.
    case wrongDirection(mid: String, offered: MediaDirection, wanted: MediaDirection)
    /// A second m-section of a kind where one is all that is taken; its tag.
    case surplus(mid: String)
    /// Nothing would be sent or received by either side.
    case idle
    /// RTCP would need a port of its own (RFC 5761); the tag of the m-section.
    case noRTCPMultiplexing(mid: String)
    /// A part that WebRTC cannot do without is missing or cannot be read.
    case missing(MissingPart)
    /// `a=setup` does not fit: "holdconn", an unknown value, or two sides with the same role.
    case wrongSetup(String)
    /// The answer does not belong to the offer: an m-section differs in number, place or type.
    case mismatchedAnswer(String)

    /// What an m-section needs.
    package enum MissingPart: String, Hashable, Sendable {
        case usernameFragment = "ice-ufrag"
        case password = "ice-pwd"
        case fingerprint
    }
}
