import SecureTransport
import Testing

@Suite struct FingerprintTests {
    private static let digest = (0..<32).map { UInt8($0 * 8) }

    @Test(arguments: [("sha-256", 32), ("sha-384", 48), ("sha-512", 64)])
    func readsWhatItWrites(algorithm: String, count: Int) throws {
        let bytes = (0..<count).map { UInt8($0 &* 37 & 0xFF) }
        let fingerprint = try #require(Fingerprint(algorithm: algorithm, bytes: bytes))
        #expect(Fingerprint(sdp: fingerprint.sdpValue) == fingerprint)
        #expect(Fingerprint(sdp: fingerprint.sdpValue.lowercased()) == fingerprint)
        #expect(Fingerprint(sdp: fingerprint.sdpValue.uppercased()) == fingerprint)
    }

    @Test func valueIsUpperCaseWithColons() throws {
        let fingerprint = try #require(Fingerprint(algorithm: "SHA-256", bytes: Self.digest))
        #expect(fingerprint.sdpValue.hasPrefix("sha-256 00:08:10:18:"))
        #expect(fingerprint.sdpValue.hasSuffix(":F0:F8"))
        #expect(fingerprint.sdpValue.utf8.count == 8 + 32 * 3 - 1)
    }

    @Test func everyTruncationIsRefused() throws {
        let value = try #require(Fingerprint(algorithm: "sha-256", bytes: Self.digest)).sdpValue
        for count in 0..<value.count {
            #expect(Fingerprint(sdp: String(value.prefix(count))) == nil)
        }
    }

    @Test(arguments: [
        "sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13",
        "sha-256", "sha-256 ", "sha-256 GG", "sha-256 0:1", "sha-256 00:00", "", " ",
        "md5 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F",
    ])
    func refuses(value: String) { #expect(Fingerprint(sdp: value) == nil) }

    @Test func aThirdWordIsRefused() throws {
        let value = try #require(Fingerprint(algorithm: "sha-256", bytes: Self.digest)).sdpValue
        #expect(Fingerprint(sdp: value + " x") == nil)
        #expect(Fingerprint(sdp: value + ":00") == nil)
    }

    @Test func identitiesDiffer() throws {
        #expect(try DTLSIdentity().fingerprint != DTLSIdentity().fingerprint)
    }
}

@Suite struct SecureRandomTests {
    @Test func doesNotRepeat() {
        var random = SecureRandom()
        let numbers = Set((0..<1000).map { _ in random.next() })
        #expect(numbers.count == 1000)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 33])
    func givesSoManyBytes(count: Int) {
        var random = SecureRandom()
        #expect(random.bytes(count).count == count)
    }
}
