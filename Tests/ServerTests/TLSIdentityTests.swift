import Glibc
import SecureTransport
import Testing

@testable import Server

@Suite struct TLSIdentityTests {
    private let made: SelfSignedCertificate
    private let other: SelfSignedCertificate

    init() throws {
        made = try SelfSignedCertificate(names: ["a"], addresses: [], days: 30)
        other = try SelfSignedCertificate(names: ["b"], addresses: [], days: 10)
    }

    private func fault(_ certificates: [UInt8], _ key: [UInt8]) -> TLSIdentityError? {
        do {
            _ = try TLSIdentity(certificates: certificates, key: key)
            return nil
        } catch {
            return error
        }
    }

    @Test func bothPartsMayStandInOneText() throws {
        #expect(fault(made.certificate, made.key) == nil)
        #expect(fault(made.key + made.certificate, made.key + made.certificate) == nil)
    }

    @Test func itLastsAsLongAsTheFirstOfItsCertificates() throws {
        let chain = try TLSIdentity(
            certificates: made.certificate + other.certificate,
            key: made.key,
        )
        let daysLeft = Double(chain.expiry - time(nil)) / 86_400
        #expect((9.9...10).contains(daysLeft))
    }

    @Test func anExpiredOneIsTakenAndSaysSo() throws {
        let old = try SelfSignedCertificate(names: ["a"], addresses: [], days: -1)
        let identity = try TLSIdentity(certificates: old.certificate, key: old.key)
        #expect(identity.expiry < time(nil))
    }

    @Test func partsThatDoNotBelongTogetherAreRefused() {
        #expect(fault(made.certificate, other.key) == .keyIsOfAnother)
        // The server's own certificate comes first.
        #expect(fault(other.certificate + made.certificate, made.key) == .keyIsOfAnother)
    }

    @Test func whatIsNoneIsNamed() {
        let label = "-----BEGIN CERTIFICATE-----\n"
        let broken = Array((label + "AAAA\n-----END CERTIFICATE-----\n").utf8)
        let brokenKey = Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8)
        #expect(fault([], made.key) == .noCertificate)
        #expect(fault(made.key, made.key) == .noCertificate)
        #expect(fault(broken, made.key) == .brokenCertificate)
        #expect(fault(Array(label.utf8), made.key) == .brokenCertificate)
        #expect(fault(made.certificate, []) == .noKey)
        #expect(fault(made.certificate, made.certificate) == .noKey)
        #expect(fault(made.certificate, brokenKey) == .brokenKey)
    }

    @Test(arguments: [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF\n-----END ENCRYPTED PRIVATE KEY-----\n",
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00

        MHcC
        -----END EC PRIVATE KEY-----
        """,
    ])
    func anEncryptedKeyIsNamed(pem: String) {
        #expect(fault(made.certificate, Array(pem.utf8)) == .encryptedKey)
    }

    /// Whatever stands in the files, it is an error and not the end.
    @Test func everyTruncationIsAnError() {
        for count in stride(from: 0, to: made.certificate.count - 30, by: 7) {
            #expect(fault(Array(made.certificate[..<count]), made.key) != nil)
        }
        for count in stride(from: 0, to: made.key.count - 30, by: 7) {
            #expect(fault(made.certificate, Array(made.key[..<count])) != nil)
        }
    }
}
