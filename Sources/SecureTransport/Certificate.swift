internal import COpenSSL

/// A certificate that was read.
@safe package struct Certificate: ~Copyable {
    /// `X509 *`.
    private let pointer: OpaquePointer
    /// Its SHA-256.
    package let fingerprint: Fingerprint

    /// Reads the first certificate of a PEM text.
    ///
    /// - Throws: what OpenSSL says if there is none.
    package init(pem: [UInt8]) throws(SecureTransportError) {
        OpenSSLLibrary.initialise()
        let read = unsafe pem.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
            else { return nil }
            defer { unsafe BIO_free(bio) }
            return unsafe PEM_read_bio_X509(bio, nil, nil, nil)
        }
        guard let read = unsafe read else { throw .takingError(of: "read a certificate") }
        guard let fingerprint = unsafe Fingerprint(of: read, algorithm: "sha-256") else {
            unsafe X509_free(read)
            throw .takingError(of: "digest a certificate")
        }
        unsafe pointer = read
        self.fingerprint = fingerprint
    }

    deinit { unsafe X509_free(pointer) }

    /// Whether it names this host name or address.
    package func covers(_ host: String) -> Bool {
        unsafe X509_check_ip_asc(pointer, host, 0) == 1
            || X509_check_host(pointer, host, 0, 0, nil) == 1
    }
}
