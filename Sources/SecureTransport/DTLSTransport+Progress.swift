internal import COpenSSL
internal import Media

extension DTLSTransport {
    /// Application data that waits for `nextEvent`; more is dropped, as by a network.
    private static let maximumWaiting = 256

    /// Lets the library work on what is in the wire.
    mutating func advance(now: Instant) {
        ERR_clear_error()
        if state == .handshaking {
            handshake()
            if state != .failed { updateDeadline(now: now) }
        }
        if state == .connected { readRecords() }
    }

    mutating func fail(_ failure: DTLSFailure) {
        ERR_clear_error()
        state = .failed
        deadline = nil
        events.append(.failed(failure))
    }

    private mutating func handshake() {
        let result = unsafe SSL_do_handshake(ssl)
        guard result != 1 else { return finishHandshake() }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
            break
        default:
            let error = SecureTransportError.takingError(of: "DTLS handshake")
            fail(wire.fingerprintDiffers ? .wrongFingerprint : .protocolError(error))
        }
    }

    private mutating func finishHandshake() {
        // The callback has compared it already; without it no key leaves this function.
        guard wire.fingerprintMatches else { return fail(.wrongFingerprint) }
        guard
            let selected = unsafe SSL_get_selected_srtp_profile(ssl),
            let profile = unsafe SRTPProfile(
                rawValue: UInt16(truncatingIfNeeded: selected.pointee.id)
            )
        else { return fail(.noCommonProfile) }
        guard let exported = exportKeys(for: profile) else {
            return fail(.protocolError(.takingError(of: "export SRTP keys")))
        }
        state = .connected
        events.append(.connected(SRTPKeys(profile: profile, exported: exported, role: role)))
    }

    /// RFC 5764 §4.2: label and no context.
    private func exportKeys(for profile: SRTPProfile) -> [UInt8]? {
        let label = "EXTRACTOR-dtls_srtp"
        let count = 2 * (profile.masterKeyBytes + profile.masterSaltBytes)
        var exported = [UInt8](repeating: 0, count: count)
        let result = unsafe SSL_export_keying_material(
            ssl,
            &exported,
            count,
            label,
            label.utf8.count,
            nil,
            0,
            0,
        )
        return result == 1 ? exported : nil
    }

    /// Reads application data, alerts and repeated last flights.
    private mutating func readRecords() {
        while state == .connected {
            // Most datagrams hold none: no room is made before it is known how much there is.
            var first: UInt8 = 0
            var result = unsafe SSL_peek(ssl, &first, 1)
            if result > 0 {
                let waiting = unsafe Int(SSL_pending(ssl))
                let data = unsafe [UInt8](unsafeUninitializedCapacity: waiting) { buffer, count in
                    result = unsafe SSL_read(ssl, buffer.baseAddress, Int32(buffer.count))
                    count = max(0, Int(result))
                }
                if result > 0 {
                    if events.count < Self.maximumWaiting { events.append(.applicationData(data)) }
                    continue
                }
            }
            switch unsafe SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
                return
            case SSL_ERROR_ZERO_RETURN:
                close()
                events.append(.closed)
            default:
                fail(.protocolError(.takingError(of: "DTLS record")))
            }
        }
    }
}
