import Glibc
import SecureTransport
import Server

/// An identity that is ready to be shown, and what a person wants to know of it.
struct LoadedCertificate: Sendable {
    let identity: TLSIdentity
    let fingerprint: Fingerprint

    /// Takes both parts from one text.
    init(pem: [UInt8]) throws {
        try self.init(certificates: pem, key: pem)
    }

    init(certificates: [UInt8], key: [UInt8]) throws {
        identity = try TLSIdentity(certificates: certificates, key: key)
        fingerprint = try Certificate(pem: certificates).fingerprint
    }

    /// Takes them from the files that the settings name.
    ///
    /// - Throws: `ConfigurationError`, which names the setting, the file and what to do.
    init(certificateFile: String, keyFile: String) throws(ConfigurationError) {
        var faults: [String] = []
        func read(_ path: String, _ key: String) -> [UInt8] {
            do throws(NamedFile.Unreadable) {
                return try NamedFile.read(path)
            } catch {
                faults.append("\(key): \(error)")
                return []
            }
        }
        let certificates = read(certificateFile, "tls.certificate")
        let key = read(keyFile, "tls.key")
        guard faults.isEmpty else { throw ConfigurationError(faults: faults) }
        do {
            try self.init(certificates: certificates, key: key)
        } catch let error as TLSIdentityError {
            let place =
                error.isAboutKey ? "tls.key: \(keyFile)" : "tls.certificate: \(certificateFile)"
            throw ConfigurationError(faults: ["\(place) \(error.advice)"])
        } catch {
            throw ConfigurationError(faults: ["tls.certificate: \(certificateFile): \(error)"])
        }
    }

    /// For how long clients accept it; negative once it has expired.
    var secondsLeft: Int { identity.expiry - time(nil) }

    /// What an administrator should hear about how long it lasts; nil if all is well.
    var warning: String? {
        if secondsLeft < 0 { return "the TLS certificate has expired: clients refuse it" }
        let days = (secondsLeft + 86_399) / 86_400
        return days <= 14 ? "the TLS certificate expires within \(days) days" : nil
    }
}
