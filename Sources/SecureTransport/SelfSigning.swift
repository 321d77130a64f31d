internal import COpenSSL

/// Makes certificates that are signed with their own key.
enum SelfSigning {
    /// What a certificate says beyond its key and dates, in the words of OpenSSL's configuration.
    struct Extension {
        /// A numeric name (`NID_…`).
        let identifier: Int32
        let value: String
    }

    /// Makes a certificate that is valid from a day ago, as clocks differ.
    ///
    /// - Parameters:
    ///   - key: `EVP_PKEY *`.
    ///   - days: how long it is valid from now.
    /// - Returns: `X509 *`, the caller's to free.
    @unsafe
    static func makeCertificate(
        key: OpaquePointer,
        days: Int,
        extensions: [Extension] = [],
    ) throws(SecureTransportError) -> OpaquePointer {
        guard let certificate = unsafe X509_new() else {
            throw .takingError(of: "make a certificate")
        }
        let daySeconds = 86_400
        var random = SecureRandom()
        let name = unsafe X509_get_subject_name(certificate)
        // The subject before the extensions, which refer to it; the signature over all of it.
        let isDone =
            unsafe X509_set_version(certificate, 2) == 1
            && ASN1_INTEGER_set_uint64(
                X509_get_serialNumber(certificate),
                random.next() >> 1,
            ) == 1
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -daySeconds) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), days * daySeconds) != nil
            && X509_set_pubkey(certificate, key) == 1
            && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, "tessera", -1, -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
            && extensions.allSatisfy {
                unsafe tessera_add_extension(certificate, $0.identifier, $0.value) == 1
            }
            && X509_sign(certificate, key, EVP_sha256()) > 0
        guard isDone else {
            unsafe X509_free(certificate)
            throw .takingError(of: "fill a certificate")
        }
        return unsafe certificate
    }
}
