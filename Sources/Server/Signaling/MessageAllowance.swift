import Media

/// How much one client may say: what comes too fast is refused, and whoever goes on is let go of.
struct MessageAllowance: Sendable {
    enum Verdict: Hashable, Sendable {
        case obey
        /// Say that it was too fast; nothing else follows.
        case refuse
        /// Refusing has not helped: close the socket.
        case letGo
    }

    private var messages: RateLimit
    private var chat: RateLimit
    /// What may still be refused before patience ends.
    private var refusals: RateLimit

    init(_ limits: SignalingLimits) {
        messages = RateLimit(limits.messages)
        chat = RateLimit(limits.chat)
        refusals = RateLimit(limits.refusals)
    }

    /// Judges a message by its coming alone; it need not be readable.
    mutating func judge(now: Instant) -> Verdict {
        messages.take(now: now) ? .obey : refused(now: now)
    }

    /// Judges a chat line, which has passed as a message already: it goes out to everybody.
    mutating func judgeChat(now: Instant) -> Verdict {
        chat.take(now: now) ? .obey : refused(now: now)
    }

    private mutating func refused(now: Instant) -> Verdict {
        refusals.take(now: now) ? .refuse : .letGo
    }
}
