import ICE
import Media

/// ICE in whichever role we have, and the addresses that may speak DTLS to us.
struct Connectivity {
    /// What a datagram or a time-out led to.
    enum Event {
        /// The path works, for the first time or again.
        case alive
        /// No proof of consent for 15 s, or no pair works.
        case lost
    }

    /// Sends a datagram along a path.
    typealias Send = (Span<UInt8>, TransportPath) -> Void

    /// A client tries each of its addresses with each of ours.
    private static let remembered = 16

    // One of the two is there; each is changed in place, without a copy of what it holds.
    private var lite: ICELiteAgent?
    private var controlling: ICEControllingAgent<SplitMix64>?
    /// The last addresses that proved who they are, in a ring.
    private var trusted = InlineArray<16, TransportPath?>(repeating: nil)
    private var nextTrusted = 0
    private var isAlive = false
    private(set) var pathChanges = 0

    init(parameters: PeerParameters, seed: UInt64, now: Instant) {
        switch parameters.iceRole {
        case .lite:
            lite = ICELiteAgent(
                credentials: parameters.localCredentials,
                connectTimeout: parameters.connectTimeout,
                now: now,
            )
        case .controlling:
            var agent = ICEControllingAgent(
                local: parameters.localCredentials,
                remote: parameters.remoteCredentials,
                localAddresses: parameters.localCandidates.map(\.address),
                generator: SplitMix64(seed: seed),
                now: now,
            )
            for candidate in parameters.remoteCandidates { agent.add(candidate) }
            controlling = agent
        }
    }

    /// Takes up new credentials, if there are any, and new candidates of the other side.
    mutating func update(_ parameters: PeerParameters, isRestart: Bool, now: Instant) {
        lite?.restart(credentials: parameters.localCredentials, now: now)
        if isRestart {
            controlling?.restart(
                local: parameters.localCredentials,
                remote: parameters.remoteCredentials,
                now: now,
            )
        }
        for candidate in parameters.remoteCandidates { controlling?.add(candidate) }
    }

    /// Checks from another address of ours too, and goes there once a pair works; client only.
    mutating func move(to address: TransportAddress, now: Instant) {
        controlling?.move(to: address, now: now)
    }

    /// Where to send; nil before the first valid check.
    var path: TransportPath? { lite?.path ?? controlling?.path }

    var deadline: Instant? { lite?.deadline ?? controlling?.deadline }

    /// Round trip of a check of ours; nil where the other side makes the checks.
    var roundTrip: Interval? { controlling?.roundTrip }

    /// Whether DTLS from there may be looked at: a check or media proved who it is.
    func isTrusted(_ path: TransportPath) -> Bool {
        for index in 0..<Self.remembered where trusted[index] == path { return true }
        return false
    }

    // MARK: Events

    /// Takes a STUN datagram.
    ///
    /// - Throws: why it had no effect.
    mutating func handle(
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        send: Send,
    ) throws(DropReason) -> Event? {
        let before = self.path
        if lite != nil {
            try handleCheck(datagram, on: path, now: now, send: send)
        } else {
            guard STUN.isSTUN(datagram) else { throw .malformedSTUN }
            controlling?.handle(datagram, on: path, now: now, send: send)
        }
        return follow(from: before)
    }

    private mutating func handleCheck(
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        send: Send,
    ) throws(DropReason) {
        let outcome = lite?.handle(datagram, on: path, now: now) { send($0, path) }
        switch outcome {
        case .answered, .pathChanged, nil:
            trust(path)
        case .refused, .dropped(.lost), .dropped(.notARequest):
            throw .rejectedSTUN
        case .dropped(.malformed), .dropped(.wrongFingerprint):
            throw .malformedSTUN
        }
    }

    /// Authenticated media, newer than all before it, came from there.
    mutating func mediaArrived(on path: TransportPath, now: Instant) {
        let before = self.path
        guard path != before, lite?.mediaArrived(on: path, now: now) != nil else { return }
        trust(path)
        _ = follow(from: before)
    }

    mutating func handleTimeout(now: Instant, send: Send) -> Event? {
        guard let deadline, deadline <= now else { return nil }
        let before = path
        if lite?.handleTimeout(now: now) == .lost { return lose() }
        controlling?.handleTimeout(now: now, send: send)
        return follow(from: before)
    }

    /// What became of the path since.
    private mutating func follow(from before: TransportPath?) -> Event? {
        var event: Event?
        while let news = controlling?.nextEvent() {
            switch news {
            case .pathSelected: break
            case .failed, .consentLost: event = lose()
            }
        }
        if let path, path != before {
            if before != nil { pathChanges += 1 }
            trust(path)
        }
        let lives = lite?.state == .connected || controlling?.state == .connected
        if lives, !isAlive {
            isAlive = true
            event = .alive
        }
        return event
    }

    private mutating func lose() -> Event? {
        isAlive = false
        return .lost
    }

    private mutating func trust(_ path: TransportPath) {
        guard !isTrusted(path) else { return }
        trusted[nextTrusted] = path
        nextTrusted = (nextTrusted + 1) % Self.remembered
    }
}
