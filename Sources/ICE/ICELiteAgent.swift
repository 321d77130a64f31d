package import Media

/// The server's side of ICE: a lite agent (RFC 8445 §2.5), always controlled.
///
/// It sends no checks of its own, answers those of the peer and knows by them on which path to
/// send. Feed every STUN datagram of the peer to `handle`, call `handleTimeout` at `deadline`.
///
/// ```
///  waiting ── first valid check ──▶ connected ── 15 s without a valid check ──▶ lost
///     └─────── 30 s, or what the owner allows, without one ────────────────────▶ lost
///     ▲───────────────────────── restart with new credentials ──────────────────────┘
/// ```
///
/// The path is the one of the first valid check until the peer nominates; then the nominated one,
/// the latest if there are several. After that it moves
/// - with the next nomination;
/// - with a valid check from elsewhere once the path has been silent for longer than the peer's
///   consent checks leave it (a NAT that gave the peer another port);
/// - for a trial, with authenticated media from elsewhere: the next check there confirms it.
///
/// Deviations: the priority of candidate pairs is left to the peer; error responses carry no
/// phrase; a request without FINGERPRINT is accepted.
package struct ICELiteAgent: Sendable {
    /// What became of a datagram.
    package enum Outcome: Hashable, Sendable {
        /// A valid check; it was answered.
        case answered
        /// A valid check; it was answered and moved the path here.
        case pathChanged(TransportPath)
        /// An error response with this code was sent.
        case refused(code: Int)
        /// Nothing was sent.
        case dropped(Drop)
    }

    /// Why a datagram got no response.
    package enum Drop: Hashable, Sendable {
        case malformed(STUNError)
        case wrongFingerprint
        /// A response, an indication or another method than Binding.
        case notARequest
        /// Consent is gone; only a restart brings it back (RFC 7675 §5.1).
        case lost
    }

    /// What `handleTimeout` found.
    package enum Event: Hashable, Sendable {
        /// The trial of a new path was not confirmed: back to the one before.
        case pathChanged(TransportPath)
        /// No valid check for too long; given once.
        case lost
    }

    package enum State: Hashable, Sendable {
        case waiting
        case connected
        case lost
    }

    /// What was received, since the start.
    package struct Counters: Hashable, Sendable {
        package var validChecks = 0
        /// A user name that is not ours or a wrong MESSAGE-INTEGRITY.
        package var unauthenticated = 0
        package var roleConflicts = 0
        /// Neither valid nor refused with one of the above.
        package var rejected = 0
        package var pathChanges = 0
    }

    /// RFC 7675 §5.1: consent ends 15 s after the last proof of it.
    package static let consentTimeout = Interval.seconds(15)
    /// For the first check: gathering, the answer's way back and a permission dialogue.
    package static let connectTimeout = Interval.seconds(30)
    /// More than an interval between consent checks (5 s ± 20 %, RFC 7675 §5.1).
    package static let silenceBeforeMove = Interval.seconds(7)
    /// How long media moves no path that has just changed: some is still under way on the old one.
    package static let mediaMoveInterval = Interval.seconds(1)

    package private(set) var state = State.waiting
    /// Where to send; nil before the first valid check.
    package private(set) var path: TransportPath?
    package private(set) var isNominated = false
    package private(set) var counters = Counters()

    private let connectTimeout: Interval
    private var current: ConnectivityCheck.Secret
    /// Whether a check with the current ones has come.
    private var isCurrentProven = false
    /// The last proven ones before a restart, until the first check with the new ones (RFC 8445 §9).
    private var previous: ConnectivityCheck.Secret?
    private var lastCheck: Instant
    private var lastCheckOnPath: Instant
    private var trial: Trial?
    private var lastPathChange: Instant

    private struct Trial: Sendable {
        var origin: TransportPath
        var end: Instant
    }

    /// - Parameters:
    ///   - credentials: ours; the peer's are not needed, as we send no checks.
    ///   - connectTimeout: how long the first valid check may take, after the start and after a
    ///     restart of what was lost.
    package init(
        credentials: ICECredentials,
        connectTimeout: Interval = ICELiteAgent.connectTimeout,
        now: Instant,
    ) {
        self.connectTimeout = connectTimeout
        current = ConnectivityCheck.Secret(credentials)
        lastCheck = now
        lastCheckOnPath = now
        lastPathChange = now
    }

    /// When `handleTimeout` has to be called; nil when lost.
    package var deadline: Instant? {
        guard state != .lost else { return nil }
        return min(expiry, trial?.end ?? .distantFuture)
    }

    private var expiry: Instant {
        lastCheck + (state == .waiting ? connectTimeout : Self.consentTimeout)
    }

    /// Takes new credentials of ours (RFC 8445 §9); the same ones change nothing.
    ///
    /// Media goes on along the old path until the peer nominates another.
    package mutating func restart(credentials: ICECredentials, now: Instant) {
        let secret = ConnectivityCheck.Secret(credentials)
        guard secret != current else { return }
        // A second restart before any check with the first one's: the peer still uses the proven
        // ones until it has heard of the new.
        if isCurrentProven { previous = current }
        current = secret
        isCurrentProven = false
        guard state == .lost else { return }
        // RFC 7675 §5.1: what had consent before has none any more.
        previous = nil
        state = .waiting
        lastCheck = now
    }

    /// Takes a STUN datagram.
    ///
    /// - Parameter respond: takes the response, to be sent back along `path`; called at most once.
    package mutating func handle(
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        respond: (Span<UInt8>) -> Void,
    ) -> Outcome {
        guard state != .lost else { return drop(.lost) }
        let request: STUN.Message
        do {
            request = try STUN.Message(parsing: datagram)
        } catch {
            return drop(.malformed(error))
        }
        guard request.fingerprintIsRight(in: datagram) else { return drop(.wrongFingerprint) }
        guard request.messageClass == .request, request.method == STUN.binding else {
            return drop(.notARequest)
        }
        let (refusal, secret) = judge(request, in: datagram)
        if let refusal {
            count(refusal)
            ConnectivityCheck.refuse(request, refusal, key: secret?.password, send: respond)
            return .refused(code: refusal.rawValue)
        }
        guard let secret else { return drop(.notARequest) }
        ConnectivityCheck.accept(
            request,
            from: path.remote,
            key: secret.password.span,
            send: respond,
        )
        return accept(request, on: path, isCurrent: secret == current, now: now)
    }

    /// RFC 8489 §9.1.3 and RFC 8445 §7.3.1.1, in their order.
    private func judge(
        _ request: STUN.Message,
        in datagram: Span<UInt8>,
    ) -> (ConnectivityCheck.Refusal?, ConnectivityCheck.Secret?) {
        guard request.username != nil, request.hasIntegrity else { return (.badRequest, nil) }
        guard let secret = secret(of: request, in: datagram),
            request.integrityIsRight(in: datagram, key: secret.password.span)
        else { return (.unauthenticated, nil) }
        guard request.unknownCount == 0 else { return (.unknownAttribute, secret) }
        // A lite agent is never controlling (RFC 8445 §6.1.1): the peer has to change.
        guard request.controlled == nil else { return (.roleConflict, secret) }
        return (nil, secret)
    }

    private func secret(
        of request: STUN.Message,
        in datagram: Span<UInt8>,
    ) -> ConnectivityCheck.Secret? {
        if ConnectivityCheck.isAddressed(request, in: datagram, to: current.fragment) {
            return current
        }
        guard let previous,
            ConnectivityCheck.isAddressed(request, in: datagram, to: previous.fragment)
        else { return nil }
        return previous
    }

    private mutating func drop(_ drop: Drop) -> Outcome {
        counters.rejected += 1
        return .dropped(drop)
    }

    private mutating func count(_ refusal: ConnectivityCheck.Refusal) {
        switch refusal {
        case .unauthenticated: counters.unauthenticated += 1
        case .roleConflict: counters.roleConflicts += 1
        case .badRequest, .unknownAttribute: counters.rejected += 1
        }
    }
}

extension ICELiteAgent {
    private mutating func accept(
        _ request: STUN.Message,
        on checked: TransportPath,
        isCurrent: Bool,
        now: Instant,
    ) -> Outcome {
        counters.validChecks += 1
        if isCurrent {
            isCurrentProven = true
            previous = nil
        }
        state = .connected
        lastCheck = now
        let isSilent = now - lastCheckOnPath >= Self.silenceBeforeMove
        if path == checked {
            lastCheckOnPath = now
            trial = nil
            isNominated = isNominated || request.usesCandidate
            return .answered
        }
        guard path == nil || request.usesCandidate || isSilent else { return .answered }
        isNominated = isNominated || request.usesCandidate
        lastCheckOnPath = now
        trial = nil
        move(to: checked, now: now)
        return .pathChanged(checked)
    }

    private mutating func move(to new: TransportPath, now: Instant) {
        path = new
        lastPathChange = now
        counters.pathChanges += 1
    }

    /// Says that media came from the peer: authenticated by SRTP, and not a replay.
    ///
    /// From another path than the present one it moves the path for a trial, unless the path has
    /// changed within the last second. The next check there confirms it, otherwise it moves back
    /// after seven seconds.
    ///
    /// - Returns: the path to send on from now, if it has changed.
    package mutating func mediaArrived(on arrived: TransportPath, now: Instant) -> TransportPath? {
        guard let path, path != arrived, state == .connected,
            now - lastPathChange >= Self.mediaMoveInterval
        else { return nil }
        let origin = trial?.origin ?? path
        trial = arrived == origin ? nil : Trial(origin: origin, end: now + Self.silenceBeforeMove)
        move(to: arrived, now: now)
        return arrived
    }

    /// Ends a trial that was not confirmed, and the connection without consent.
    package mutating func handleTimeout(now: Instant) -> Event? {
        guard state != .lost else { return nil }
        if now >= expiry {
            state = .lost
            trial = nil
            return .lost
        }
        guard let trial, now >= trial.end else { return nil }
        self.trial = nil
        move(to: trial.origin, now: now)
        return .pathChanged(trial.origin)
    }
}
