import Testing

@testable import SecureTransport

@Suite struct CertificateTests {
    private func make(_ names: [String], _ addresses: [String]) throws
        -> SelfSignedCertificate
    {
        try SelfSignedCertificate(names: names, addresses: addresses, days: 30)
    }

    /// Those hosts that a certificate names.
    private func covered(_ hosts: [String], by made: SelfSignedCertificate) throws -> [String] {
        let read = try Certificate(pem: made.certificate)
        return hosts.filter { read.covers($0) }
    }

    @Test func whatIsMadeCanBeRead() throws {
        let made = try make(["localhost", "studio.example"], ["192.0.2.7", "2001:db8::7"])
        let key = String(decoding: made.key, as: UTF8.self)
        #expect(key.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(key.hasSuffix("-----END PRIVATE KEY-----\n"))
        let read = try Certificate(pem: made.certificate)
        let right = ["localhost", "studio.example", "192.0.2.7", "2001:db8::7"]
        let wrong = ["other.example", "192.0.2.8", "2001:db8::8", "example", ""]
        #expect(try covered(right + wrong, by: made) == right)
        #expect(read.fingerprint.algorithm == "sha-256")
    }

    @Test func eachHasItsOwnKey() throws {
        let first = try make(["a"], [])
        let second = try make(["a"], [])
        #expect(first.key != second.key)
        let prints = (
            try Certificate(pem: first.certificate).fingerprint,
            try Certificate(pem: second.certificate).fingerprint,
        )
        #expect(prints.0 != prints.1)
    }

    /// Names go into a text that OpenSSL parses: nothing else may come out of them.
    @Test func oddNamesAreLeftOut() throws {
        let names = [
            "good", "a,IP:192.0.2.9", "b\nDNS:c", "", "ü", String(repeating: "x", count: 254),
        ]
        let addresses = ["192.0.2.7", "192.0.2.300", "x,DNS:evil", "", "::1,DNS:evil"]
        let made = try make(names, addresses)
        let hosts = ["good", "192.0.2.7", "evil", "192.0.2.9", "c", "ü"]
        #expect(try covered(hosts, by: made) == ["good", "192.0.2.7"])
    }

    @Test func withoutNamesItIsStillOne() throws {
        #expect(try covered(["localhost"], by: make([], [])).isEmpty)
    }

    @Test func whatIsNoneIsNotRead() throws {
        let made = try make(["a"], [])
        #expect(throws: SecureTransportError.self) { _ = try Certificate(pem: []) }
        #expect(throws: SecureTransportError.self) { _ = try Certificate(pem: made.key) }
        for count in stride(from: 0, to: made.certificate.count - 30, by: 7) {
            #expect(throws: SecureTransportError.self) {
                _ = try Certificate(pem: Array(made.certificate[..<count]))
            }
        }
    }
}
