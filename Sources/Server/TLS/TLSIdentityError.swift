/// Why two PEM texts are no identity.
package enum TLSIdentityError: Error, Hashable, Sendable {
    /// There is no certificate in the first text.
    case noCertificate
    /// What looks like a certificate is none.
    case brokenCertificate
    /// There is no private key in the second text.
    case noKey
    /// The private key needs a passphrase.
    case encryptedKey
    /// What looks like a private key is none.
    case brokenKey
    /// The key does not belong to the first certificate.
    case keyIsOfAnother
    /// What BoringSSL says of anything else.
    case unusable(String)

    /// Whether the text of the key is at fault, and not that of the certificates.
    package var isAboutKey: Bool {
        switch self {
        case .noCertificate, .brokenCertificate, .unusable: false
        case .noKey, .encryptedKey, .brokenKey, .keyIsOfAnother: true
        }
    }

    /// What is wrong, and what to do about it, as a sentence about the file.
    package var advice: String {
        switch self {
        case .noCertificate:
            "holds no certificate; it must be a PEM file with -----BEGIN CERTIFICATE-----"
        case .brokenCertificate:
            "holds a certificate that cannot be read; try: openssl x509 -text -in FILE"
        case .noKey:
            "holds no private key; it must be a PEM file with -----BEGIN PRIVATE KEY-----"
        case .encryptedKey:
            "holds an encrypted key; decrypt it: openssl pkey -in FILE -out DECRYPTED"
        case .brokenKey:
            "holds a key that cannot be read; try: openssl pkey -check -noout -in FILE"
        case .keyIsOfAnother:
            "holds a key that does not belong to the first certificate; the server's own"
                + " certificate must come before those that signed it"
        case .unusable(let reason):
            "cannot be used: \(reason)"
        }
    }
}
