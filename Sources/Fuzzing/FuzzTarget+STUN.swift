import ICE
import SecureTransport

/// STUN messages: as they come, and with the checksum and the code over them right.
extension FuzzTarget {
    private static let password = Array("the password of the fuzzer".utf8)

    static func stun(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        if bytes[0] & 0x80 == 0 {
            examine(bytes.extracting(1..<bytes.count))
        } else {
            var input = FuzzInput(bytes)
            seal(&input)
        }
    }

    /// Reads a datagram in each way in which it is read.
    private static func examine(_ datagram: Span<UInt8>) {
        let length = datagram.count
        let fragment = STUN.usernameFragment(of: datagram)
        var responses = 0
        let answers = STUN.answerBinding(datagram, from: TransportAddress(ipv6: 1, 2, port: 3)) {
            responses += 1
            expect($0.count <= length + 24, "an answer is hardly longer than its request")
            expect((try? STUN.Message(parsing: $0)) != nil, "what is written can be read")
        }
        expect(responses == (answers ? 1 : 0), "an answer is one datagram")
        guard let message = try? STUN.Message(parsing: datagram) else {
            return expect(!answers, "what cannot be read is not answered")
        }
        _ = message.fingerprintIsRight(in: datagram)
        _ = message.integrityIsRight(in: datagram, key: password.span)
        expect(message.unknownCount <= 8, "few unknown attributes are kept")
        if let code = message.errorCode {
            expect((300...699).contains(code), "an error code is in range")
        }
        if let name = message.username {
            expect(name.count <= 513 && name.upperBound <= length, "a name lies in its message")
            if message.messageClass == .request, message.method == STUN.binding {
                expect(
                    fragment == key(of: datagram.extracting(name)),
                    "both readers find the same name",
                )
            }
        }
        rewrite(message, of: datagram)
    }

    private static func key(of name: Span<UInt8>) -> FragmentKey? {
        for index in 0..<name.count where name[index] == UInt8(ascii: ":") {
            return FragmentKey(name.extracting(0..<index))
        }
        return nil
    }

    /// What is read, written and read again is the same.
    private static func rewrite(_ message: STUN.Message, of datagram: Span<UInt8>) {
        guard message.method == STUN.binding else { return }
        let name = message.username.map { Array(copying: datagram.extracting($0)) }
        var writer = STUN.Writer(message.messageClass, transactionID: message.transactionID)
        if let name { writer.addUsername(name.span) }
        if let priority = message.priority { writer.addPriority(priority) }
        if message.usesCandidate { writer.addUseCandidate() }
        if let number = message.controlling { writer.addControlling(tieBreaker: number) }
        if let number = message.controlled { writer.addControlled(tieBreaker: number) }
        if let address = message.xorMappedAddress { writer.addXORMappedAddress(address) }
        if let code = message.errorCode { writer.addErrorCode(code) }
        writer.addIntegrity(key: password.span)
        writer.addFingerprint()
        writer.withBytes { bytes in
            guard let again = try? STUN.Message(parsing: bytes) else {
                return expect(false, "what is written can be read")
            }
            let isSame =
                again.messageClass == message.messageClass && again.method == message.method
                && again.transactionID == message.transactionID
                && again.priority == message.priority
                && again.usesCandidate == message.usesCandidate
                && again.controlling == message.controlling
                && again.controlled == message.controlled
                && again.xorMappedAddress == message.xorMappedAddress
                && again.errorCode == message.errorCode
                && again.username.map { Array(copying: bytes.extracting($0)) } == name
            expect(isSame, "what is read, written and read again is the same")
            expect(isAuthentic(bytes), "a code and a checksum that were made are right")
        }
    }

    private static func isAuthentic(_ bytes: Span<UInt8>) -> Bool {
        guard let message = try? STUN.Message(parsing: bytes) else { return false }
        return message.hasFingerprint && message.fingerprintIsRight(in: bytes)
            && message.integrityIsRight(in: bytes, key: password.span)
    }

    /// A signed message in which a single byte is changed is not authentic.
    private static func seal(_ input: inout FuzzInput) {
        let flags = input.byte()
        let classes: [STUN.Class] = [.request, .indication, .success, .error]
        let id = STUN.TransactionID(high: input.uint64(), low: input.uint32())
        var writer = STUN.Writer(classes[Int(flags & 3)], transactionID: id)
        if flags & 4 != 0 { writer.addPriority(input.uint32()) }
        if flags & 8 != 0 { writer.addUseCandidate() }
        if flags & 16 != 0 { writer.addControlling(tieBreaker: input.uint64()) }
        if flags & 32 != 0 { writer.addControlled(tieBreaker: input.uint64()) }
        let place = Int(input.uint16())
        let change = input.byte() | 1
        writer.addUsername(input.bytes(atMost: 513).span)
        writer.addIntegrity(key: password.span)
        writer.addFingerprint()
        writer.withBytes { bytes in
            expect(isAuthentic(bytes), "a code and a checksum that were made are right")
            var changed = Array(copying: bytes)
            changed[place % changed.count] ^= change
            expect(!isAuthentic(changed.span), "a changed message is not authentic")
        }
    }
}
