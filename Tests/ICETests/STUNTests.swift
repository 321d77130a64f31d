import Media
import Testing

@testable import ICE

@Suite("STUN messages")
struct STUNTests {
    @Test("RFC 5769 §2.1: sample request")
    func sampleRequest() throws {
        let bytes = STUNVectors.request
        let message = try STUN.Message(bytes: bytes)
        #expect(message.messageClass == .request && message.method == STUN.binding)
        #expect(
            message.transactionID
                == STUN.TransactionID(high: 0xB7E7_A701_BC34_D686, low: 0xFA87_DFAE)
        )
        #expect(message.priority == 0x6E00_01FF)
        #expect(message.controlled == 0x932F_F9B1_5126_3B36)
        #expect(message.controlling == nil && !message.usesCandidate)
        let username = try #require(message.username)
        #expect(Array(bytes[username]) == Array("evtj:h6vY".utf8))
        #expect(message.unknownCount == 0)
        #expect(STUN.usernameFragment(in: bytes) == FragmentKey("evtj"))
    }

    @Test("RFC 5769 §2.2 and §2.3: sample responses")
    func sampleResponses() throws {
        let first = try STUN.Message(bytes: STUNVectors.responseIPv4)
        #expect(first.messageClass == .success)
        #expect(first.xorMappedAddress == TransportAddress("192.0.2.1:32853"))
        let second = try STUN.Message(bytes: STUNVectors.responseIPv6)
        #expect(
            second.xorMappedAddress
                == TransportAddress("[2001:db8:1234:5678:11:2233:4455:6677]:32853")
        )
        #expect(STUN.usernameFragment(in: STUNVectors.responseIPv4) == nil)
    }

    @Test("The integrity and the fingerprint of all samples are right, and of no other bytes")
    func integrity() throws {
        for (bytes, key) in STUNVectors.all {
            let message = try STUN.Message(bytes: bytes)
            #expect(message.isSigned(bytes, key: key))
            #expect(message.isWhole(bytes))
            #expect(!message.isSigned(bytes, key: Array(key.dropLast())))
        }
        let good = STUNVectors.request
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            guard let message = try? STUN.Message(bytes: bad) else { continue }
            let isRight =
                message.isSigned(bad, key: STUNVectors.key)
                && message.hasFingerprint && message.isWhole(bad)
            #expect(!isRight, "byte \(index)")
        }
    }

    @Test("Every truncation of every sample is refused")
    func truncations() {
        for (bytes, _) in STUNVectors.all {
            for count in bytes.indices {
                #expect(throws: STUNError.self) {
                    try STUN.Message(bytes: Array(bytes[..<count]))
                }
                // Also where the header's length fits what is left.
                var cut = Array(bytes[..<count])
                if count >= 20 {
                    cut[2] = UInt8((count - 20) >> 8)
                    cut[3] = UInt8((count - 20) & 0xFF)
                }
                _ = try? STUN.Message(bytes: cut)
                _ = STUN.usernameFragment(in: cut)
            }
        }
    }

    @Test("Random bytes behind a right header never trap")
    func randomBytes() {
        var generator = SplitMix64(seed: 5769)
        var read = 0
        for _ in 0..<20_000 {
            var bytes = [UInt8](repeating: 0, count: 20 + Int(generator.next() % 16) * 4)
            for index in bytes.indices {
                bytes[index] = UInt8(truncatingIfNeeded: generator.next())
            }
            bytes.replaceSubrange(0..<2, with: [0, 1])
            bytes.replaceSubrange(2..<4, with: [0, UInt8(bytes.count - 20)])
            bytes.replaceSubrange(4..<8, with: [0x21, 0x12, 0xA4, 0x42])
            if bytes.count > 24 {
                bytes.replaceSubrange(20..<24, with: [0, 6, 0, bytes[23] % 32])
            }
            if (try? STUN.Message(bytes: bytes)) != nil { read += 1 }
            _ = STUN.usernameFragment(in: bytes)
        }
        #expect(read > 0)
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        let id = STUN.TransactionID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C)
        let key = STUNVectors.key
        var writer = STUN.Writer(.request, transactionID: id)
        writer.addUsername(Array("abcd:efghi".utf8).span)
        writer.addPriority(77)
        writer.addUseCandidate()
        writer.addControlling(tieBreaker: .max - 1)
        writer.addIntegrity(key: key.span)
        writer.addFingerprint()
        let bytes = writer.bytes
        let message = try STUN.Message(bytes: bytes)
        #expect(message.messageClass == .request && message.transactionID == id)
        #expect(message.username.map { Array(bytes[$0]) } == Array("abcd:efghi".utf8))
        #expect(message.priority == 77)
        #expect(message.usesCandidate)
        #expect(message.controlling == UInt64.max - 1)
        #expect(message.isWhole(bytes))
        #expect(message.isSigned(bytes, key: STUNVectors.key))
    }

    @Test(
        "Each class, both families and error codes",
        arguments: ["10.1.2.3:9", "[fe80::1]:65535"],
    )
    func responses(address: String) throws {
        let id = STUN.TransactionID(high: .max, low: 1)
        let address = try #require(TransportAddress(address))
        for messageClass in [STUN.Class.request, .indication, .success, .error] {
            var writer = STUN.Writer(messageClass, transactionID: id)
            writer.addXORMappedAddress(address)
            writer.addErrorCode(487)
            let message = try STUN.Message(bytes: writer.bytes)
            #expect(message.messageClass == messageClass && message.method == STUN.binding)
            #expect(message.xorMappedAddress == address)
            #expect(message.errorCode == 487)
        }
    }

    @Test("The longest user name fits with everything else")
    func longestName() throws {
        let key = STUNVectors.key
        let fragment = [UInt8](repeating: 0x61, count: 513)
        var writer = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 1, low: 2))
        writer.addUsername(fragment.span)
        writer.addPriority(1)
        writer.addUseCandidate()
        writer.addControlling(tieBreaker: 1)
        writer.addIntegrity(key: key.span)
        writer.addFingerprint()
        #expect(try STUN.Message(bytes: writer.bytes).username?.count == 513)
    }

    @Test("Malformed attributes have an offset and a reason")
    func malformed() throws {
        func expect(_ offset: Int, _ reason: STUNError.Reason, _ attributes: [UInt8]) {
            var bytes = Array(STUNVectors.request[..<20])
            bytes[3] = UInt8(attributes.count)
            #expect(throws: STUNError(offset: offset, reason: reason)) {
                try STUN.Message(bytes: (bytes + attributes))
            }
        }
        expect(20, .malformedAttribute(0x24), [0, 0x24, 0, 3, 1, 2, 3, 0])
        expect(20, .malformedAttribute(0x25), [0, 0x25, 0, 1, 1, 0, 0, 0])
        expect(20, .malformedAttribute(0x20), [0, 0x20, 0, 8, 0, 3, 1, 2, 1, 2, 3, 4])
        expect(20, .malformedAttribute(9), [0, 9, 0, 4, 0, 0, 2, 99])
        expect(20, .malformedAttribute(8), [0, 8, 0, 0])
        expect(24, .truncatedAttribute, [0, 0x25, 0, 0, 0, 0x24, 0, 4])
        expect(
            28,
            .trailingBytes,
            [0x80, 0x28, 0, 4, 0, 0, 0, 0, 0, 0x25, 0, 0],
        )
        expect(2, .wrongLength, [0, 0x25, 0])
    }

    @Test("Of what follows the integrity only the fingerprint counts")
    func afterIntegrity() throws {
        let key = STUNVectors.key
        var writer = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 1, low: 2))
        writer.addIntegrity(key: key.span)
        writer.addUseCandidate()
        writer.addFingerprint()
        let message = try STUN.Message(bytes: writer.bytes)
        #expect(!message.usesCandidate && message.hasFingerprint)
    }

    @Test("A plain binding request learns its address")
    func plainBinding() throws {
        let remote = try #require(TransportAddress("[2001:db8::7]:4000"))
        var request = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 3, low: 4))
        var answers: [[UInt8]] = []
        #expect(
            STUN.answer(request.bytes, remote) { answers.append($0.array) }
        )
        let response = try STUN.Message(bytes: answers[0])
        #expect(response.messageClass == .success)
        #expect(response.xorMappedAddress == remote)
        #expect(response.transactionID == STUN.TransactionID(high: 3, low: 4))
        #expect(!response.hasFingerprint)
        request.addFingerprint()
        #expect(
            STUN.answer(request.bytes, remote) { answers.append($0.array) }
        )
        #expect(try STUN.Message(bytes: answers[1]).hasFingerprint)
        // With credentials it is a check and for somebody else; a response is nobody's request.
        for other in [STUNVectors.request, answers[0]] {
            #expect(!STUN.answer(other, remote) { answers.append($0.array) })
        }
        #expect(answers.count == 2)
    }

    @Test("A plain request with something unknown is told what")
    func unknownAttribute() throws {
        var bytes = Array(STUNVectors.request[..<20]) + [0x00, 0x03, 0, 0]
        bytes[3] = 4
        var answer: [UInt8] = []
        let remote = TransportAddress(ipv4: 1, port: 1)
        #expect(STUN.answer(bytes, remote) { answer = $0.array })
        #expect(try STUN.Message(bytes: answer).errorCode == 420)
        #expect(answer.suffix(8) == [0x00, 0x0A, 0, 2, 0x00, 0x03, 0, 0])
    }

    @Test("CRC-32's check value")
    func checkValue() {
        let checksum = CRC32.checksum(Array("123456789".utf8).span)
        #expect(checksum == 0xCBF4_3926)
    }

    @Test("Other protocols on the port are not STUN")
    func demultiplexing() {
        var bytes = STUNVectors.request
        #expect(STUN.isSTUN(bytes))
        for first: UInt8 in [4, 20, 63, 128, 191] {
            bytes[0] = first
            #expect(!STUN.isSTUN(bytes))
        }
        #expect(FragmentKey("") == nil && FragmentKey("123456789") == nil)
        #expect(FragmentKey("12345678") != FragmentKey("1234567"))
    }
}

extension STUN.Writer {
    var bytes: [UInt8] { withBytes { $0.array } }
}

extension Span<UInt8> {
    var array: [UInt8] { (0..<count).map { self[$0] } }
}

extension ArraySlice<UInt8> {
    static func == (left: ArraySlice<UInt8>, right: [UInt8]) -> Bool { Array(left) == right }
}

/// The macros of the tests take no spans.
extension STUN {
    static func isSTUN(_ bytes: [UInt8]) -> Bool { isSTUN(bytes.span) }

    static func usernameFragment(in bytes: [UInt8]) -> FragmentKey? {
        usernameFragment(of: bytes.span)
    }

    static func answer(
        _ bytes: [UInt8],
        _ remote: TransportAddress,
        send: (Span<UInt8>) -> Void,
    ) -> Bool { answerBinding(bytes.span, from: remote, send: send) }
}

extension STUN.Message {
    init(bytes: [UInt8]) throws(STUNError) { try self.init(parsing: bytes.span) }

    func isSigned(_ bytes: [UInt8], key: [UInt8]) -> Bool {
        integrityIsRight(in: bytes.span, key: key.span)
    }

    func isWhole(_ bytes: [UInt8]) -> Bool { fingerprintIsRight(in: bytes.span) }
}
