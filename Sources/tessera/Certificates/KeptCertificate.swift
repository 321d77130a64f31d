import SecureTransport
import Server

/// The certificate that the server made itself and keeps in the data folder, so that browsers see
/// the same one after a restart.
struct KeptCertificate: Sendable {
    /// Browsers refuse certificates of authorities that are valid for longer than 398 days.
    private static let days = 397
    /// It is made anew when it has no longer to go than this.
    private static let renewalSeconds = 30 * 86_400

    let data: DataFolder
    /// Under which the server is reached.
    let names: [String]
    /// At which it is reached, the most used first.
    let addresses: [String]

    /// The certificate that is kept, or a new one if there is none, it ends soon, or the machine
    /// has got a name or an IPv4 address that is not in it.
    ///
    /// IPv6 addresses change with the day on many machines and are no reason for a new one.
    func load() throws -> LoadedCertificate {
        let folder = try data.folder("tls", isPrivate: true)
        // One file for both, so that they cannot come apart.
        let path = folder + "/self-signed.pem"
        if let text = try? NamedFile.read(path), let loaded = try? LoadedCertificate(pem: text),
            loaded.secondsLeft > Self.renewalSeconds, try covers(text)
        {
            return loaded
        }
        let made = try SelfSignedCertificate(names: names, addresses: addresses, days: Self.days)
        let text = made.key + made.certificate
        try DataFolder.write(text, to: path, mode: 0o600)
        // For programs that are to trust it: curl --cacert.
        try DataFolder.write(made.certificate, to: folder + "/certificate.pem", mode: 0o644)
        return try LoadedCertificate(pem: text)
    }

    private func covers(_ pem: [UInt8]) throws -> Bool {
        let certificate = try Certificate(pem: pem)
        let hosts = names + addresses.filter { !$0.contains(":") }
        return hosts.allSatisfy { certificate.covers($0) }
    }
}
