internal import COpenSSL
package import Media

/// One end of a DTLS 1.2 association that negotiates SRTP keys (RFC 5764, RFC 8827 §6.5).
///
/// Sans-IO: datagrams and `now` go in; after each `start`, `handle` and `handleTimeout` drain
/// `nextDatagram` and `nextEvent`, then sleep until `deadline`. Keep handing datagrams in after
/// `.connected`: a peer that lost the last flight asks for it again.
///
/// ```
///  handshaking ──▶ connected ──▶ closed (either end's close_notify)
///       └──────────────┴───────▶ failed
/// ```
///
/// Renegotiation, resumption and compression are off. A DTLS 1.3 peer falls back to 1.2.
@safe package struct DTLSTransport: ~Copyable {
    enum State {
        case handshaking
        case connected
        case closed
        case failed
    }

    let ssl: OpaquePointer
    let wire: DTLSWire
    let role: DTLSRole
    var state = State.handshaking
    /// When the last flight is sent again unless its answer comes.
    package var deadline: Instant?
    /// The time to wait for the answer after the next repetition.
    var backOff = Interval.zero
    var events: [DTLSEvent] = []
    /// Datagrams that were not DTLS, or too long.
    package private(set) var refusedCount = 0

    /// Makes an association; nothing is sent before `start`.
    ///
    /// - Parameters:
    ///   - remoteFingerprint: what the other end's certificate must have.
    ///   - mtu: the largest datagram that may be sent, in bytes of UDP payload, 512…1,472.
    ///   - profiles: the SRTP profiles to negotiate, best first; a server's order wins.
    /// - Throws: what OpenSSL says; does not happen on a sound machine.
    package init(
        role: DTLSRole,
        identity: DTLSIdentity,
        remoteFingerprint: Fingerprint,
        mtu: Int = 1200,
        profiles: [SRTPProfile] = SRTPProfile.preferred,
    ) throws(SecureTransportError) {
        let mtu = min(max(mtu, 512), 1472)
        guard let ssl = unsafe SSL_new(identity.context) else {
            throw .takingError(of: "make a DTLS connection")
        }
        let wire = DTLSWire(mtu: mtu, expecting: remoteFingerprint)
        do throws(SecureTransportError) {
            try unsafe Self.configure(ssl, role: role, wire: wire, profiles: profiles)
        } catch {
            unsafe SSL_free(ssl)
            throw error
        }
        unsafe self.ssl = ssl
        self.wire = wire
        self.role = role
    }

    deinit { unsafe SSL_free(ssl) }

    private static func configure(
        _ ssl: OpaquePointer,
        role: DTLSRole,
        wire: DTLSWire,
        profiles: [SRTPProfile],
    ) throws(SecureTransportError) {
        guard let bio = unsafe BIO_new(DTLSWireMethod.pointer) else {
            throw .takingError(of: "make a BIO")
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(wire).toOpaque())
        unsafe SSL_set_bio(ssl, bio, bio)
        let names = profiles.map(\.name).joined(separator: ":")
        // SSL_set_tlsext_use_srtp(3): 0 is success.
        guard unsafe SSL_set_tlsext_use_srtp(ssl, names) == 0 else {
            throw .takingError(of: "offer SRTP profiles")
        }
        guard unsafe tessera_set_mtu(ssl, wire.mtu) == 1 else {
            throw .takingError(of: "set the MTU")
        }
        unsafe DTLS_set_timer_cb(ssl, DTLSTransport.timerCallback)
        switch role {
        case .client: unsafe SSL_set_connect_state(ssl)
        case .server: unsafe SSL_set_accept_state(ssl)
        }
    }

    /// Sends the client's first flight; a server waits for it.
    package mutating func start(now: Instant) {
        guard state == .handshaking, role == .client else { return }
        advance(now: now)
    }

    /// Takes in a datagram of the other end.
    ///
    /// Anything else than DTLS is dropped and counted, without effect.
    package mutating func handle(_ datagram: Span<UInt8>, now: Instant) {
        guard state == .handshaking || state == .connected else { return }
        guard DTLSRecord.isPlausible(datagram), wire.receive(datagram) else {
            refusedCount += 1
            return
        }
        advance(now: now)
    }

    /// Hands the oldest outgoing datagram to `body`; false if there is none.
    package mutating func nextDatagram(_ body: (Span<UInt8>) -> Void) -> Bool {
        wire.nextDatagram(body)
    }

    /// Takes the oldest event that was not taken yet.
    package mutating func nextEvent() -> DTLSEvent? {
        events.isEmpty ? nil : events.removeFirst()
    }

    /// Sends application data in one record, once connected.
    ///
    /// - Parameter bytes: at most what fits a datagram; longer ones are refused.
    /// - Returns: false if it was not sent.
    @discardableResult
    package mutating func send(_ bytes: Span<UInt8>) -> Bool {
        // 13 of header, 8 of nonce, 16 of tag; 64 leaves room for every cipher that we offer.
        guard state == .connected, bytes.count > 0, bytes.count <= wire.mtu - 64 else {
            return false
        }
        ERR_clear_error()
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe SSL_write(ssl, buffer.baseAddress, Int32(buffer.count)) == buffer.count
        }
    }

    /// Says goodbye; drain the datagrams after it.
    package mutating func close() {
        if state == .connected {
            ERR_clear_error()
            unsafe SSL_shutdown(ssl)
        }
        if state != .failed { state = .closed }
        deadline = nil
    }
}
