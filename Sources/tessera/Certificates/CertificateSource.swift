/// Where the certificate of HTTPS comes from, at start and again later.
enum CertificateSource: Sendable {
    case kept(KeptCertificate)
    case files(certificate: String, key: String)

    /// The certificate as it is now.
    ///
    /// - Throws: an error whose text says what to do.
    func load() throws -> LoadedCertificate {
        switch self {
        case .kept(let kept): try kept.load()
        case .files(let certificate, let key):
            try LoadedCertificate(certificateFile: certificate, keyFile: key)
        }
    }

    /// Whether browsers accept it without a warning, as far as can be told.
    var isSigned: Bool {
        switch self {
        case .kept: false
        case .files: true
        }
    }
}
