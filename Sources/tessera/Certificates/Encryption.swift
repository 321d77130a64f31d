import Glibc
import ICE
import Logging
import Server

/// HTTPS as it is set up at start.
struct Encryption: Sendable {
    let source: CertificateSource
    /// What is shown at first.
    let loaded: LoadedCertificate
    let credentials: TLSCredentials

    /// Loads or makes the certificate; nil if the server is to speak plain HTTP.
    ///
    /// - Parameter addresses: of this machine, to be named in a certificate that it makes itself.
    /// - Throws: an error whose text says what to do.
    init?(_ configuration: Configuration, addresses: [TransportAddress], logger: Logger) throws {
        switch configuration.tls {
        case .off: return nil
        case .files(let certificate, let key):
            source = .files(certificate: certificate, key: key)
        case .selfSigned:
            let hosts = (configuration.mediaAddresses + addresses).map(\.host)
            source = .kept(
                KeptCertificate(
                    data: DataFolder(path: configuration.dataFolder),
                    names: ["localhost"] + Self.machineNames,
                    addresses: hosts,
                )
            )
        }
        loaded = try source.load()
        if let warning = loaded.warning { logger.warning("\(warning)") }
        credentials = TLSCredentials(loaded.identity)
    }

    func upkeep(logger: Logger) -> CertificateUpkeep {
        CertificateUpkeep(
            source: source,
            loaded: loaded,
            credentials: credentials,
            logger: logger,
        )
    }

    /// The machine's name, and the one under which its neighbours find it (RFC 6762).
    private static var machineNames: [String] {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return [] }
        let name = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return name.contains(".") ? [name] : [name, name + ".local"]
    }
}
