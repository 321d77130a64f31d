package import Media

/// The client's side of ICE: a full agent (RFC 8445) that starts as the controlling one.
///
/// For one component over UDP from given local addresses to the candidates of one peer, lite or
/// full. It sends checks, nominates the first pair that works, and then keeps consent (RFC 7675).
/// Feed every STUN datagram to `handle`, call `handleTimeout` at `deadline`, and take the events
/// after each; datagrams leave through the closure that both are given.
///
/// ```
///  checking ── nominated pair works ──▶ connected ── 15 s without consent ──▶ lost
///     └── no pair works ──▶ failed           │ move(to:), restart: checks again, media goes on
/// ```
///
/// Deviations: all pairs start waiting, none frozen (one component, one stream); nothing is
/// gathered; the pair that is nominated is the first that works, or the first of the local address
/// that `move(to:)` asked for. Retransmission timeouts double to two seconds only, as RFC 8489's
/// 32 s would outlast consent; a consent check without an answer is followed by another each
/// second, as a lossy path would otherwise lose a call that works.
package struct ICEControllingAgent<Generator: RandomNumberGenerator & Sendable>: Sendable {
    package enum Event: Hashable, Sendable {
        /// Send along this path from now.
        case pathSelected(TransportPath)
        /// Every pair has been tried and none works.
        case failed
        /// Consent is gone: nothing may be sent any more.
        case consentLost
    }

    package enum State: Hashable, Sendable {
        case checking
        case connected
        case failed
        case lost
    }

    package enum Role: Hashable, Sendable {
        case controlling
        case controlled
    }

    package private(set) var state = State.checking
    package var role: Role
    /// Where to send; nil before a pair is nominated.
    package internal(set) var path: TransportPath?
    /// As the peer sees us, from the last response.
    package internal(set) var mappedAddress: TransportAddress?
    /// Of the last check that was answered at its first attempt.
    package internal(set) var roundTrip: Interval?
    /// Responses whose integrity or origin was wrong.
    package internal(set) var rejectedResponses = 0

    var local: ConnectivityCheck.Secret
    var remote: ConnectivityCheck.Secret
    var localAddresses: [TransportAddress]
    var candidates: [Candidate] = []
    var pairs: [CandidatePair] = []
    var generator: Generator
    var tieBreaker: UInt64
    /// Looking for a pair to nominate.
    var isSearching = true
    /// Only a pair from this address is nominated.
    var wantedLocal: TransportAddress?
    var nextCheck: Instant
    var consent: Consent?
    private var events: [Event] = []

    /// The proof that the peer still wants what we send (RFC 7675 §5.1).
    struct Consent: Sendable {
        struct Check: Sendable {
            var transactionID: STUN.TransactionID
            var sent: Instant
        }

        /// The latest four: an answer may take longer than a second.
        var checks = InlineArray<4, Check?>(repeating: nil)
        var checkCount = 0
        var next: Instant
        var expiry: Instant

        mutating func note(_ check: Check) {
            checks[checkCount & 3] = check
            checkCount += 1
        }

        func check(_ id: STUN.TransactionID) -> Check? {
            for index in 0..<4 {
                if let check = checks[index], check.transactionID == id { return check }
            }
            return nil
        }
    }

    /// RFC 8445 §14.2: the pace of new checks.
    package static var pace: Interval { .milliseconds(50) }
    /// RFC 8445 §14.3: the first retransmission timeout; it doubles.
    package static var retransmissionTimeout: Interval { .milliseconds(500) }
    package static var maximumRetransmissionTimeout: Interval { .seconds(2) }
    /// Half a minute in all, about as long as RFC 8489 §6.2.1 would try.
    package static var maximumAttempts: Int { 14 }
    /// After a consent check without an answer.
    package static var consentRepetition: Interval { .seconds(1) }
    /// RFC 7675 §5.1.
    package static var consentTimeout: Interval { .seconds(15) }
    /// Pairs that are kept at most (RFC 8445 §6.1.2.5).
    package static var maximumPairs: Int { 100 }

    /// - Parameters:
    ///   - localAddresses: of our sockets, the one preferred most first.
    ///   - generator: transaction IDs and the tie-breaker come from it; must not be predictable.
    package init(
        local: ICECredentials,
        remote: ICECredentials,
        localAddresses: [TransportAddress],
        role: Role = .controlling,
        generator: Generator,
        now: Instant,
    ) {
        self.local = ConnectivityCheck.Secret(local)
        self.remote = ConnectivityCheck.Secret(remote)
        self.localAddresses = localAddresses
        self.role = role
        self.generator = generator
        tieBreaker = self.generator.next()
        nextCheck = now
    }

    /// Adds a candidate of the peer; those that are not UDP for RTP are left out.
    package mutating func add(_ candidate: Candidate) {
        guard candidate.transport == .udp, candidate.component == 1,
            !candidates.contains(candidate)
        else { return }
        candidates.append(candidate)
        for address in localAddresses { pair(address, candidate) }
    }

    /// Checks from another address of ours too, and nominates a pair from there once one works.
    package mutating func move(to address: TransportAddress, now: Instant) {
        guard state == .connected || state == .checking else { return }
        if !localAddresses.contains(address) { localAddresses.append(address) }
        for candidate in candidates { pair(address, candidate) }
        for index in pairs.indices where pairs[index].path.local == address {
            pairs[index].state = .waiting
            pairs[index].check = nil
        }
        wantedLocal = address
        search(now: now)
    }

    /// Starts over with new credentials on both sides (RFC 8445 §9).
    ///
    /// What was selected stays in use until a pair is nominated again; the peer's candidates are
    /// forgotten: add those of its new description.
    package mutating func restart(
        local: ICECredentials,
        remote: ICECredentials,
        now: Instant,
    ) {
        self.local = ConnectivityCheck.Secret(local)
        self.remote = ConnectivityCheck.Secret(remote)
        candidates.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        wantedLocal = nil
        if state != .connected { state = .checking }
        // The old credentials prove nothing any more: consent lasts until the new ones do.
        consent?.checks = InlineArray(repeating: nil)
        consent?.next = .distantFuture
        search(now: now)
    }

    /// The oldest thing that happened and has not been taken yet.
    package mutating func nextEvent() -> Event? { events.isEmpty ? nil : events.removeFirst() }

    mutating func search(now: Instant) {
        isSearching = true
        nextCheck = max(nextCheck, now)
    }

    mutating func select(_ index: Int, now: Instant) {
        isSearching = false
        wantedLocal = nil
        state = .connected
        for other in pairs.indices where pairs[other].check != nil {
            pairs[other].check = nil
            if other != index, pairs[other].state == .inProgress { pairs[other].state = .waiting }
        }
        consent = Consent(
            next: now + consentInterval(),
            expiry: now + Self.consentTimeout,
        )
        guard path != pairs[index].path else { return }
        path = pairs[index].path
        events.append(.pathSelected(pairs[index].path))
    }

    mutating func fail() {
        isSearching = false
        guard state == .checking else { return }
        state = .failed
        events.append(.failed)
    }

    mutating func loseConsent() {
        state = .lost
        path = nil
        isSearching = false
        consent = nil
        for index in pairs.indices { pairs[index].check = nil }
        events.append(.consentLost)
    }

    /// RFC 7675 §5.1: 5 s, 0.8 to 1.2 times, so that many clients do not fall into step.
    mutating func consentInterval() -> Interval {
        .milliseconds(4000 + Int(generator.next() % 2001))
    }

    private mutating func pair(_ address: TransportAddress, _ candidate: Candidate) {
        pair(address, candidate.address, remotePriority: candidate.priority)
    }

    /// Makes a pair unless there is one on this path; both ends must be of one family.
    mutating func pair(
        _ address: TransportAddress,
        _ remote: TransportAddress,
        remotePriority: UInt32,
    ) {
        let path = TransportPath(local: address, remote: remote)
        guard address.family == remote.family, pairs.count < Self.maximumPairs,
            !pairs.contains(where: { $0.path == path })
        else { return }
        let order = localAddresses.firstIndex(of: address) ?? 0
        pairs.append(
            CandidatePair(
                path: path,
                remotePriority: remotePriority,
                localPreference: UInt32(65_535 - min(order, 65_535)),
            )
        )
    }
}
