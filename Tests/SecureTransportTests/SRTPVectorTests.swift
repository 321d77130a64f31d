import SecureTransport
import Testing

/// What libsrtp 2.5 makes of fixed packets with the ciphers that it was built with: ours make the
/// same.
@Suite struct SRTPVectorTests {
    static let vectors: [(SRTPProfile, rtp: String, rtcp: String)] = [
        (
            .aes128CMSHA1_80,
            "8060000100000001000000094102ed2184ccdfb7d37a653e579dfa8ef79c172cd2560db6ef68e1dd941e0636"
                + "49d99f7391a76bebedf0984bd16f39430c7d",
            "80c900010000000980000001773cbb076e481e167a69",
        ),
        (
            .aeadAES128GCM,
            "8060000100000001000000094defc8a3f4863106223de6bb00d05d6efb4aa0eb3cd8dca2b70f7d8d790c465e"
                + "9ab6667076ead83ae6b8a9a5c3af8e4524280a51224119ff",
            "80c90001000000098c90aae60384e8eed2c6c6c5592aef2980000001",
        ),
    ]

    @Test(arguments: vectors.map(\.0))
    func packetsAreThoseOfTheLibrary(profile: SRTPProfile) throws {
        let vector = try #require(Self.vectors.first { $0.0 == profile })
        let (left, right) = SRTPTests.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let packet = SRTPTests.rtp(1, payload: 40)
        let sealed = try a.protect(packet)
        #expect(Self.hexadecimal(sealed) == vector.rtp)
        #expect(try b.open(sealed) == packet)
        let report = try a.protectControl(SRTPTests.rtcp)
        #expect(Self.hexadecimal(report) == vector.rtcp)
        #expect(try b.openControl(report) == SRTPTests.rtcp)
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
