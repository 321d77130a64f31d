package import Media

/// Receiving: responses to our checks, and the checks of a full peer.
extension ICEControllingAgent {
    /// Takes a STUN datagram.
    ///
    /// - Parameter send: takes what goes out at once: a response, a triggered or nominating check.
    package mutating func handle(
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        send: Send,
    ) {
        guard state != .lost, let message = try? STUN.Message(parsing: datagram),
            message.method == STUN.binding, message.fingerprintIsRight(in: datagram)
        else { return }
        switch message.messageClass {
        case .success: handleSuccess(message, datagram, on: path, now: now, send: send)
        case .error: handleError(message, datagram, on: path)
        case .request: handleRequest(message, datagram, on: path, now: now, send: send)
        case .indication: break
        }
    }

    private mutating func handleSuccess(
        _ response: STUN.Message,
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        send: Send,
    ) {
        guard response.integrityIsRight(in: datagram, key: remote.password.span) else {
            rejectedResponses += 1
            return
        }
        if let check = consent?.check(response.transactionID) {
            return refreshConsent(response, check, on: path, now: now)
        }
        let index = pairs.firstIndex { $0.check?.transactionID == response.transactionID }
        guard let index, let check = pairs[index].check else { return }
        pairs[index].check = nil
        // RFC 8445 §7.2.5.2.1: the response comes back the way the request went.
        guard path == pairs[index].path else {
            rejectedResponses += 1
            pairs[index].state = .failed
            return
        }
        pairs[index].state = .succeeded
        mappedAddress = response.xorMappedAddress
        if check.attempts == 1 { roundTrip = now - check.firstSent }
        conclude(index, nominated: check.nominates, now: now, send: send)
    }

    /// RFC 8445 §8.1.1: regular nomination, of the first pair that works.
    private mutating func conclude(_ index: Int, nominated: Bool, now: Instant, send: Send) {
        if nominated || (role == .controlled && pairs[index].isNominatedByPeer) {
            return select(index, now: now)
        }
        guard role == .controlling, isSearching,
            wantedLocal == nil || wantedLocal == pairs[index].path.local,
            !pairs.contains(where: { $0.check?.nominates ?? false })
        else { return }
        start(index, nominates: true, now: now, send: send)
    }

    private mutating func refreshConsent(
        _ response: STUN.Message,
        _ check: Consent.Check,
        on path: TransportPath,
        now: Instant,
    ) {
        guard path == self.path else {
            rejectedResponses += 1
            return
        }
        roundTrip = now - check.sent
        mappedAddress = response.xorMappedAddress
        let next = now + consentInterval()
        consent?.checks = InlineArray(repeating: nil)
        consent?.next = next
        consent?.expiry = now + Self.consentTimeout
    }

    private mutating func handleError(
        _ response: STUN.Message,
        _ datagram: Span<UInt8>,
        on path: TransportPath,
    ) {
        let isSigned = response.integrityIsRight(in: datagram, key: remote.password.span)
        // The peer cannot sign for someone it does not know (RFC 8489 §9.1.3).
        let mayBeUnsigned = response.errorCode == 400 || response.errorCode == 401
        guard isSigned || (mayBeUnsigned && !response.hasIntegrity) else {
            rejectedResponses += 1
            return
        }
        let index = pairs.firstIndex { $0.check?.transactionID == response.transactionID }
        guard let index, let check = pairs[index].check, path == pairs[index].path else { return }
        pairs[index].check = nil
        guard response.errorCode == 487 else {
            pairs[index].state = .failed
            return
        }
        // RFC 8445 §7.2.5.1: change roles (once, though several checks were under way), try again.
        if check.isControlling == (role == .controlling) {
            switchRole(to: check.isControlling ? .controlled : .controlling)
        }
        pairs[index].state = .waiting
        pairs[index].isTriggered = true
    }

    private mutating func switchRole(to role: Role) {
        self.role = role
        tieBreaker = generator.next()
    }

    private mutating func handleRequest(
        _ request: STUN.Message,
        _ datagram: Span<UInt8>,
        on path: TransportPath,
        now: Instant,
        send: Send,
    ) {
        let (refusal, isKnown) = judge(request, datagram)
        if let refusal {
            let key = isKnown ? local.password : nil
            return ConnectivityCheck.refuse(request, refusal, key: key) { send($0, path) }
        }
        ConnectivityCheck.accept(request, from: path.remote, key: local.password.span) {
            send($0, path)
        }
        trigger(request, on: path, now: now)
    }

    /// RFC 8445 §7.3.1.1: of two that claim one role the one with the greater number keeps it.
    private mutating func judge(
        _ request: STUN.Message,
        _ datagram: Span<UInt8>,
    ) -> (ConnectivityCheck.Refusal?, isKnown: Bool) {
        guard request.username != nil, request.hasIntegrity else { return (.badRequest, false) }
        guard ConnectivityCheck.isAddressed(request, in: datagram, to: local.fragment),
            request.integrityIsRight(in: datagram, key: local.password.span)
        else { return (.unauthenticated, false) }
        guard request.unknownCount == 0 else { return (.unknownAttribute, true) }
        switch role {
        case .controlling:
            guard let theirs = request.controlling else { return (nil, true) }
            guard tieBreaker < theirs else { return (.roleConflict, true) }
            switchRole(to: .controlled)
        case .controlled:
            guard let theirs = request.controlled else { return (nil, true) }
            guard tieBreaker >= theirs else { return (.roleConflict, true) }
            switchRole(to: .controlling)
        }
        return (nil, true)
    }

    /// RFC 8445 §7.3.1.3 to §7.3.1.5: a peer-reflexive candidate, a check back, a nomination.
    private mutating func trigger(_ request: STUN.Message, on path: TransportPath, now: Instant) {
        pair(path.local, path.remote, remotePriority: request.priority ?? 1)
        guard let index = pairs.firstIndex(where: { $0.path == path }) else { return }
        let isNominated = role == .controlled && request.usesCandidate
        if isNominated { pairs[index].isNominatedByPeer = true }
        switch pairs[index].state {
        case .succeeded:
            if isNominated, self.path != path { select(index, now: now) }
        case .waiting, .failed:
            guard isSearching || isNominated else { return }
            pairs[index].state = .waiting
            pairs[index].isTriggered = true
            search(now: now)
        case .inProgress: break
        }
    }
}
