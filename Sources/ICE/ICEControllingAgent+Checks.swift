package import Media

/// Sending: paced checks, their retransmission, nomination and consent.
extension ICEControllingAgent {
    package typealias Send = (Span<UInt8>, TransportPath) -> Void

    /// When `handleTimeout` has to be called; nil if nothing is under way.
    package var deadline: Instant? {
        guard state != .lost else { return nil }
        var earliest = Instant.distantFuture
        if isSearching, nextPair() != nil { earliest = nextCheck }
        for pair in pairs {
            if let check = pair.check { earliest = min(earliest, check.nextAttempt) }
        }
        if let consent { earliest = min(earliest, consent.next, consent.expiry) }
        return earliest == .distantFuture ? nil : earliest
    }

    /// Sends what is due at this instant.
    package mutating func handleTimeout(now: Instant, send: Send) {
        if let consent, now >= consent.expiry { return loseConsent() }
        if let consent, now >= consent.next { checkConsent(now: now, send: send) }
        for index in pairs.indices { retransmit(index, now: now, send: send) }
        guard isSearching else { return }
        if now >= nextCheck, let index = nextPair() {
            start(index, nominates: false, now: now, send: send)
            nextCheck = now + Self.pace
        }
        let isExhausted = pairs.allSatisfy { $0.state == .failed }
        if !pairs.isEmpty, isExhausted { fail() }
    }

    /// The triggered pairs first, then the waiting ones by priority (RFC 8445 §6.1.4.2).
    private func nextPair() -> Int? {
        var best: Int?
        for index in pairs.indices where pairs[index].state == .waiting {
            guard let known = best else {
                best = index
                continue
            }
            if rank(pairs[index]) > rank(pairs[known]) { best = index }
        }
        return best
    }

    private func rank(_ pair: CandidatePair) -> (Int, UInt64) {
        (pair.isTriggered ? 1 : 0, pair.priority(isControlling: role == .controlling))
    }

    mutating func start(_ index: Int, nominates: Bool, now: Instant, send: Send) {
        pairs[index].state = nominates ? .succeeded : .inProgress
        pairs[index].isTriggered = false
        let check = CandidatePair.Check(
            transactionID: STUN.TransactionID(using: &generator),
            nominates: nominates,
            isControlling: role == .controlling,
            firstSent: now,
            nextAttempt: now + Self.retransmissionTimeout,
            timeout: Self.retransmissionTimeout,
        )
        pairs[index].check = check
        transmit(check, on: pairs[index], send)
    }

    private mutating func retransmit(_ index: Int, now: Instant, send: Send) {
        guard var check = pairs[index].check, now >= check.nextAttempt else { return }
        guard check.attempts < Self.maximumAttempts else {
            pairs[index].check = nil
            pairs[index].state = .failed
            if check.nominates { nominateAnother(now: now, send: send) }
            return
        }
        check.attempts += 1
        check.timeout = min(check.timeout * 2, Self.maximumRetransmissionTimeout)
        check.nextAttempt = now + check.timeout
        pairs[index].check = check
        transmit(check, on: pairs[index], send)
    }

    /// After a pair that had worked has failed before it was nominated.
    private mutating func nominateAnother(now: Instant, send: Send) {
        let other = pairs.firstIndex { pair in
            pair.state == .succeeded && (wantedLocal ?? pair.path.local) == pair.path.local
        }
        guard isSearching, let other else { return }
        start(other, nominates: true, now: now, send: send)
    }

    private mutating func checkConsent(now: Instant, send: Send) {
        guard let path, let pair = pairs.first(where: { $0.path == path }) else {
            consent?.next = .distantFuture
            return
        }
        // RFC 7675 §5.1: a new transaction each time.
        let check = CandidatePair.Check(
            transactionID: STUN.TransactionID(using: &generator),
            nominates: false,
            isControlling: role == .controlling,
            firstSent: now,
            nextAttempt: now,
            timeout: .zero,
        )
        consent?.note(Consent.Check(transactionID: check.transactionID, sent: now))
        consent?.next = now + Self.consentRepetition
        transmit(check, on: pair, send)
    }

    /// RFC 8445 §7.2.4; a retransmission is the same message as the first attempt.
    private func transmit(_ check: CandidatePair.Check, on pair: CandidatePair, _ send: Send) {
        var request = STUN.Writer(.request, transactionID: check.transactionID)
        withUsername { request.addUsername($0) }
        request.addPriority(pair.checkPriority)
        if check.isControlling {
            request.addControlling(tieBreaker: tieBreaker)
            if check.nominates { request.addUseCandidate() }
        } else {
            request.addControlled(tieBreaker: tieBreaker)
        }
        request.addIntegrity(key: remote.password.span)
        request.addFingerprint()
        request.withBytes { send($0, pair.path) }
    }

    /// RFC 8445 §7.2.2: the peer's fragment, a colon, ours.
    private func withUsername(_ body: (Span<UInt8>) -> Void) {
        var name = InlineArray<513, UInt8>(repeating: UInt8(ascii: ":"))
        for index in remote.fragment.indices { name[index] = remote.fragment[index] }
        let start = remote.fragment.count + 1
        for index in local.fragment.indices { name[start + index] = local.fragment[index] }
        body(name.span.extracting(0..<start + local.fragment.count))
    }
}
