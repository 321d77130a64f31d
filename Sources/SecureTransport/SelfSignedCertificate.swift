internal import COpenSSL

/// A certificate for HTTPS that the server made itself, with its key (ECDSA P-256), both as PEM.
///
/// It encrypts, but proves nothing: a browser warns of it, and a person compares the fingerprint.
package struct SelfSignedCertificate: Sendable {
    package let certificate: [UInt8]
    /// PKCS #8, not encrypted: not for everybody's eyes.
    package let key: [UInt8]

    /// Makes a key and a certificate.
    ///
    /// - Parameters:
    ///   - names: under which the server is reached; what is no host name is left out.
    ///   - addresses: at which it is reached, without brackets; what is no address is left out.
    ///   - days: how long it is valid. Some clients refuse more than 825.
    /// - Throws: what OpenSSL says; does not happen on a sound machine.
    package init(
        names: [String],
        addresses: [String],
        days: Int,
    ) throws(SecureTransportError) {
        OpenSSLLibrary.initialise()
        guard let key = unsafe tessera_ec_generate("P-256") else {
            throw .takingError(of: "make a key")
        }
        defer { unsafe EVP_PKEY_free(key) }
        let subjects =
            names.filter(Self.isHostName).map { "DNS:" + $0 }
            + addresses.filter(Self.isAddress).map { "IP:" + $0 }
        var extensions = [
            SelfSigning.Extension(identifier: NID_basic_constraints, value: "critical,CA:FALSE"),
            SelfSigning.Extension(identifier: NID_key_usage, value: "critical,digitalSignature"),
            SelfSigning.Extension(identifier: NID_ext_key_usage, value: "serverAuth"),
            SelfSigning.Extension(identifier: NID_subject_key_identifier, value: "hash"),
        ]
        if !subjects.isEmpty {
            let list = subjects.joined(separator: ",")
            extensions.append(
                SelfSigning.Extension(identifier: NID_subject_alt_name, value: list)
            )
        }
        let certificate = try unsafe SelfSigning.makeCertificate(
            key: key,
            days: days,
            extensions: extensions,
        )
        defer { unsafe X509_free(certificate) }
        self.certificate = try unsafe Self.text("a certificate") {
            unsafe PEM_write_bio_X509($0, certificate)
        }
        self.key = try unsafe Self.text("a key") {
            unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil)
        }
    }

    /// What `write` puts into a memory BIO.
    private static func text(
        _ what: String,
        _ write: (OpaquePointer) -> Int32,
    ) throws(SecureTransportError) -> [UInt8] {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw .takingError(of: "write \(what)") }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) == 1 else { throw .takingError(of: "write \(what)") }
        let count = unsafe BIO_ctrl_pending(bio)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let read = unsafe BIO_read(bio, buffer.baseAddress, Int32(buffer.count))
            initializedCount = max(0, Int(read))
        }
    }

    /// Letters, digits, hyphens and dots: nothing that means more in an extension's text.
    private static func isHostName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let bytes = unsafe a2i_IPADDRESS(text) else { return false }
        unsafe ASN1_OCTET_STRING_free(bytes)
        return true
    }
}
