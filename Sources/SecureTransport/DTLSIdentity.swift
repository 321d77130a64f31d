internal import COpenSSL

/// Who this end is: a key made at start and its self-signed certificate.
///
/// One identity serves all peers of a process; the library's context in it counts its references
/// with atomics, so that transports of several threads may share it.
@safe package final class DTLSIdentity: @unchecked Sendable {
    /// The kind of key.
    package enum KeyKind: Sendable {
        /// What every client takes and signs fastest.
        case ecdsaP256
        /// What some older clients have.
        case rsa2048
    }

    /// The certificate's SHA-256.
    package let fingerprint: Fingerprint
    /// `SSL_CTX *`, immutable after `init`.
    let context: OpaquePointer

    /// Makes a key and a certificate.
    ///
    /// - Throws: what OpenSSL says; does not happen on a sound machine.
    package init(_ kind: KeyKind = .ecdsaP256) throws(SecureTransportError) {
        OpenSSLLibrary.initialise()
        guard let key = unsafe Self.makeKey(kind) else { throw .takingError(of: "make a key") }
        defer { unsafe EVP_PKEY_free(key) }
        // Nobody checks names or dates of it: peers compare the fingerprint (RFC 8827 §6.5).
        let certificate = try unsafe SelfSigning.makeCertificate(key: key, days: 365)
        defer { unsafe X509_free(certificate) }
        guard let fingerprint = unsafe Fingerprint(of: certificate, algorithm: "sha-256") else {
            throw .takingError(of: "digest a certificate")
        }
        guard let context = unsafe SSL_CTX_new(DTLS_method()) else {
            throw .takingError(of: "make a DTLS context")
        }
        do throws(SecureTransportError) {
            try unsafe Self.configure(context, key: key, certificate: certificate)
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
        self.fingerprint = fingerprint
        unsafe self.context = context
    }

    deinit { unsafe SSL_CTX_free(context) }

    private static func makeKey(_ kind: KeyKind) -> OpaquePointer? {
        switch kind {
        case .ecdsaP256: unsafe tessera_ec_generate("P-256")
        case .rsa2048: unsafe tessera_rsa_generate(2048)
        }
    }

    private static func configure(
        _ context: OpaquePointer,
        key: OpaquePointer,
        certificate: OpaquePointer,
    ) throws(SecureTransportError) {
        // Elliptic-curve key exchange only (RFC 8827 §6.5); RSA is for a server of that kind.
        let ciphers = [
            "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
            "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA",
        ]
        let done =
            unsafe tessera_use_dtls12_only(context) == 1
            && SSL_CTX_set_cipher_list(context, ciphers.joined(separator: ":")) == 1
            && SSL_CTX_use_certificate(context, certificate) == 1
            && SSL_CTX_use_PrivateKey(context, key) == 1
        guard done else { throw .takingError(of: "configure a DTLS context") }
        unsafe tessera_harden(context)
        unsafe SSL_CTX_set_verify(
            context,
            SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
            nil,
        )
        // In place of a chain of trust: the fingerprint that the signaling gave.
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            { store, _ in unsafe DTLSWire.checkCertificate(of: store) },
            nil,
        )
    }
}

extension Fingerprint {
    /// Digests a certificate; nil for an unknown algorithm.
    init?(of certificate: OpaquePointer, algorithm: String) {
        let function: OpaquePointer?
        switch algorithm {
        case "sha-256": unsafe function = EVP_sha256()
        case "sha-384": unsafe function = EVP_sha384()
        case "sha-512": unsafe function = EVP_sha512()
        default: return nil
        }
        var digest = [UInt8](repeating: 0, count: 64)
        var count: UInt32 = 0
        guard unsafe X509_digest(certificate, function, &digest, &count) == 1 else { return nil }
        self.init(algorithm: algorithm, bytes: Array(digest[..<Int(count)]))
    }
}
