/// What somebody is in a room for.
package enum ParticipantKind: String, Hashable, Sendable, CaseIterable {
    /// Takes part: is seen and heard, sees and hears.
    case participant
    /// Only sends, an encoder for instance: nothing is ever sent to it.
    case ingest
    /// Only watches and listens: it stands in no layout and nothing is taken from it.
    case viewer
}
