import Conference

/// A way into rooms by one HTTP request: what differs between them.
struct WayIn: Hashable, Sendable {
    /// The first segment of its paths: `/{segment}/{room}` and `/{segment}/{room}/{session}`.
    let segment: String
    let kind: ParticipantKind
    /// What somebody is called who gives no name.
    let standardName: String
    /// Whether GET and HEAD get an empty answer instead of a refusal.
    ///
    /// RFC 9725 §4.1 and the draft of WHEP want that of resources without a representation.
    let answersGET: Bool

    /// Taking part: both directions.
    static let join = WayIn(
        segment: "join",
        kind: .participant,
        standardName: "Guest",
        answersGET: false,
    )
    /// An encoder: WHIP, RFC 9725.
    static let whip = WayIn(
        segment: "whip",
        kind: .ingest,
        standardName: "Ingest",
        answersGET: true,
    )
    /// A viewer: WHEP, draft-ietf-wish-whep.
    static let whep = WayIn(
        segment: "whep",
        kind: .viewer,
        standardName: "Viewer",
        answersGET: true,
    )

    static let all = [join, whip, whep]
}
