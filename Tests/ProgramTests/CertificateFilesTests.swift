import Logging
import SecureTransport
import Server
import Testing

@testable import tessera

@Suite struct CertificateFilesTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func path(_ name: String) -> String { scratch.path + "/" + name }

    @discardableResult
    private func make(_ certificate: String, _ key: String, days: Int = 90) throws -> Fingerprint {
        let made = try SelfSignedCertificate(names: ["a"], addresses: [], days: days)
        try DataFolder.write(made.certificate, to: path(certificate), mode: 0o644)
        try DataFolder.write(made.key, to: path(key), mode: 0o600)
        return try Certificate(pem: made.certificate).fingerprint
    }

    private func load(_ certificate: String, _ key: String) throws(ConfigurationError)
        -> LoadedCertificate
    {
        try LoadedCertificate(certificateFile: path(certificate), keyFile: path(key))
    }

    private func faults(_ certificate: String, _ key: String) -> [String] {
        do {
            _ = try load(certificate, key)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func aPairIsLoaded() throws {
        let fingerprint = try make("c.pem", "k.pem")
        let loaded = try load("c.pem", "k.pem")
        #expect(loaded.fingerprint == fingerprint)
        #expect(loaded.warning == nil)
    }

    @Test(arguments: [
        (-1, "the TLS certificate has expired: clients refuse it"),
        (10, "the TLS certificate expires within 10 days"),
        (20, nil),
    ])
    func oneThatEndsIsWarnedOf(days: Int, warning: String?) throws {
        try make("c.pem", "k.pem", days: days)
        #expect(try load("c.pem", "k.pem").warning == warning)
    }

    @Test func eachFaultNamesTheSettingAndTheFile() throws {
        try make("c.pem", "k.pem")
        try make("other.pem", "other-key.pem")
        try scratch.write("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", to: "secret.pem")
        #expect(
            faults("none.pem", "neither.pem") == [
                "tls.certificate: \(path("none.pem")): there is no such file",
                "tls.key: \(path("neither.pem")): there is no such file",
            ]
        )
        let expected = [
            ("k.pem", "k.pem", "tls.certificate: \(path("k.pem")) holds no certificate"),
            ("c.pem", "c.pem", "tls.key: \(path("c.pem")) holds no private key"),
            ("c.pem", "other-key.pem", "tls.key: \(path("other-key.pem")) holds a key that does"),
            ("c.pem", "secret.pem", "tls.key: \(path("secret.pem")) holds an encrypted key"),
        ]
        for (certificate, key, fault) in expected {
            let found = faults(certificate, key)
            #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
        }
    }

    @Test func aSpoiltFileDoesNotReplaceWhatIsShown() throws {
        let first = try make("c.pem", "k.pem")
        let source = CertificateSource.files(certificate: path("c.pem"), key: path("k.pem"))
        let loaded = try source.load()
        let upkeep = CertificateUpkeep(
            source: source,
            loaded: loaded,
            credentials: TLSCredentials(loaded.identity),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        )
        try scratch.write("spoilt", to: "c.pem")
        upkeep.refresh(asked: true)
        #expect(upkeep.fingerprint == first)
        let second = try make("c.pem", "k.pem")
        upkeep.refresh(asked: false)
        #expect(upkeep.fingerprint == second && second != first)
    }
}
