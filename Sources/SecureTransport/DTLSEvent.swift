/// Which end of the handshake this is (`a=setup`, RFC 8842): the client speaks first.
package enum DTLSRole: Hashable, Sendable {
    case client
    case server
}

/// What came of a DTLS association.
package enum DTLSEvent: Hashable, Sendable {
    /// The handshake is done and the other end is who the signaling said.
    case connected(SRTPKeys)
    /// It ended by an error; nothing follows.
    case failed(DTLSFailure)
    /// The other end said goodbye; nothing follows.
    case closed
    /// A record of application data.
    case applicationData([UInt8])
}

/// Why a DTLS association ended.
package enum DTLSFailure: Error, Hashable, Sendable {
    /// The other end's certificate has another fingerprint than the signaling said.
    case wrongFingerprint
    /// The other end offered no SRTP profile that we have.
    case noCommonProfile
    /// The other end did not answer any repetition.
    case timedOut
    /// The library refused what the other end sent, or the other end sent an alert.
    case protocolError(SecureTransportError)
}
