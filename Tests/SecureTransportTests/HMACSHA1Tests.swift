import SecureTransport
import Testing

@Suite struct HMACSHA1Tests {
    private static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        bytes(HMACSHA1.authenticate(message.span, key: key.span))
    }

    private static func bytes(_ code: InlineArray<20, UInt8>) -> [UInt8] {
        code.indices.map { code[$0] }
    }

    private static func matches(_ code: InlineArray<20, UInt8>, _ bytes: [UInt8]) -> Bool {
        HMACSHA1.matches(code, bytes.span)
    }

    /// RFC 2202 §3, test cases 1, 2, 3, 4, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b617318655057264e28bc0b6fb378c8ef146be00",
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
        ),
        (
            [UInt8](repeating: 0xAA, count: 80),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112",
        ),
        (
            [UInt8](repeating: 0xAA, count: 80),
            Array("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".utf8),
            "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
        ),
    ])
    func vectors(key: [UInt8], message: [UInt8], expected: String) {
        let hex = Self.code(message, key: key).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        #expect(hex.joined() == expected)
    }

    @Test func twoPiecesAreOneMessage() {
        let message = Array(UInt8(0)..<100)
        let key = Array("key".utf8)
        let whole = Self.code(message, key: key)
        for cut in [0, 1, 20, 63, 64, 65, 100] {
            let pieces = HMACSHA1.authenticate(
                header: message.span.extracting(0..<cut),
                rest: message.span.extracting(cut..<100),
                key: key.span,
            )
            #expect(Self.bytes(pieces) == whole)
        }
    }

    @Test func emptyKeyAndMessage() {
        #expect(Self.code([], key: [])[0..<4] == [0xFB, 0xDB, 0x1D, 0x1B])
    }

    @Test func comparisonSeesEachByteAndTheLength() {
        let code = HMACSHA1.authenticate([1, 2, 3].span, key: [4].span)
        let received = Self.bytes(code)
        #expect(Self.matches(code, received))
        for index in 0..<20 {
            var changed = received
            changed[index] ^= 0x80
            #expect(!Self.matches(code, changed))
        }
        #expect(!Self.matches(code, Array(received[..<19])))
    }
}
