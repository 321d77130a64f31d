import NIOWebSocket

/// How a signaling socket ends (RFC 6455 §7.4).
struct Closing: Equatable, Sendable {
    let code: WebSocketErrorCode
    /// For people; at most 123 bytes.
    let reason: String

    /// The conversation is over.
    static func normal(_ reason: String) -> Closing {
        Closing(code: .normalClosure, reason: reason)
    }

    static let goingAway = Closing(code: .goingAway, reason: "the server is shutting down")
    static let silent = Closing(code: .goingAway, reason: "no sign of life")
    static let tooBig = Closing(code: .messageTooLarge, reason: "message too big")
    static let notUTF8 = Closing(code: .dataInconsistentWithMessage, reason: "text is not UTF-8")
    static let tooSlow = Closing(code: .policyViolation, reason: "too slow: messages not read")
    static let notJoined = Closing(code: .policyViolation, reason: "no room was joined in time")
    static let tooFast = Closing(code: .policyViolation, reason: "too fast: messages flood in")
}
