/// A message from a client over the signaling socket.
enum ClientMessage: Hashable, Sendable {
    struct Join: Hashable, Sendable, Decodable {
        let room: String
        let name: String
        let resume: String?
        /// A layout of one's own; not offered yet.
        let view: String?
        /// A cap on what one receives; one that is not known is none.
        let quality: String?
    }

    case join(Join)
    case offer(id: MessageID?, sdp: String)
    /// Read and not used: the server is ICE-lite and learns paths from checks (RFC 8445 §2.5).
    case candidate
    case mute(audio: Bool?, video: Bool?)
    case hand(raised: Bool)
    case chat(text: String, to: String?)
    /// Whether what one sends as one's picture is a screen.
    case share(active: Bool)
    /// Asks for a `pong` with the same `id`: whether the server is there.
    case ping(id: MessageID?)
    case view
    case leave
    /// A type of a later version; to be ignored.
    case unknown(String)
}

/// What a client named its offer; comes back in the answer as it was.
enum MessageID: Hashable, Sendable {
    case number(Int)
    case text(String)
}

extension MessageID: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }
}
