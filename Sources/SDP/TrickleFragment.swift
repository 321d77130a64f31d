/// What is sent after an offer about ICE alone: `application/trickle-ice-sdpfrag` (RFC 8840 §9).
///
/// Either more candidates of the ICE session that was offered, or the credentials that restart it.
/// All m-sections share one transport (RFC 9143), so there is one pair of credentials at most,
/// wherever it stands. Text that was parsed is not kept: lines that do not matter are passed over.
package struct TrickleFragment: Hashable, Sendable {
    package static let mediaType = "application/trickle-ice-sdpfrag"
    /// More candidates in one fragment are refused: a client with several interfaces has some ten.
    package static let maximumCandidates = 128

    /// A pseudo m-section: what is said of one m-section of the session.
    package struct Section: Hashable, Sendable {
        /// The media field: "audio", "video", "application".
        package var type: String
        /// Names the m-section (RFC 5888); empty if the fragment does not name it.
        package var mid: String
        /// Candidate attributes: what follows "a=candidate:".
        package var candidates: [String]
        package var endsCandidates: Bool

        package init(
            type: String,
            mid: String,
            candidates: [String] = [],
            endsCandidates: Bool = false,
        ) {
            self.type = type
            self.mid = mid
            self.candidates = candidates
            self.endsCandidates = endsCandidates
        }
    }

    package var usernameFragment: String?
    package var password: String?
    package var isICELite = false
    /// The tags of the BUNDLE group, if it is named.
    package var bundle: [String] = []
    package var sections: [Section] = []

    package init() {}

    /// All candidate attributes, in their order.
    package var candidates: [String] { sections.flatMap(\.candidates) }

    /// Whether no further candidates will come of any m-section that is named.
    package var endsCandidates: Bool {
        !sections.isEmpty && sections.allSatisfy(\.endsCandidates)
    }
}
