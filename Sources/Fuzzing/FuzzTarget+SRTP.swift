import SecureTransport

/// Packets sealed by one end and opened by the other: whole, changed, repeated, and nonsense.
extension FuzzTarget {
    static func srtp(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        let profile = SRTPProfile.allCases[input.choice(of: SRTPProfile.allCases.count)]
        guard var sender = try? SRTPSession(keys: keys(profile, isSender: true)),
            var receiver = try? SRTPSession(keys: keys(profile, isSender: false))
        else { return expect(false, "keys make sessions") }
        var number: UInt16 = 1
        while !input.isAtEnd {
            let flags = input.byte()
            let change = input.byte()
            if flags & 0xE0 == 0xE0 {
                open(input.bytes(atMost: Int(change)), by: &receiver, isRTCP: flags & 1 != 0)
                continue
            }
            let isRTCP = flags & 1 != 0
            number &+= flags & 2 == 0 ? 1 : UInt16(input.byte())
            var packet = packet(&input, number: number, isRTCP: isRTCP)
            let plain = packet
            guard let sealed = seal(&packet, by: &sender, isRTCP: isRTCP) else { continue }
            var opened = Array(packet[..<sealed])
            let isChanged = flags & 4 != 0 && change != 0
            if isChanged { opened[Int(input.uint16()) % sealed] ^= change }
            let result = open(opened, by: &receiver, isRTCP: isRTCP)
            expect(!isChanged || result == nil, "a changed packet does not open")
            expect(result == nil || result == plain, "a packet opens as it was sealed")
            if result != nil {
                let again = open(opened, by: &receiver, isRTCP: isRTCP)
                expect(again == nil, "a packet opens once")
            }
        }
    }

    private static func keys(_ profile: SRTPProfile, isSender: Bool) -> SRTPKeys {
        func master(_ start: UInt8) -> SRTPKeys.Master {
            SRTPKeys.Master(
                key: (0..<profile.masterKeyBytes).map { start &+ UInt8($0) },
                salt: (0..<profile.masterSaltBytes).map { start &- UInt8($0) },
            )
        }
        return SRTPKeys(
            profile: profile,
            local: master(isSender ? 1 : 99),
            remote: master(isSender ? 99 : 1),
        )
    }

    /// A header of any form, and a body.
    private static func packet(
        _ input: inout FuzzInput,
        number: UInt16,
        isRTCP: Bool,
    ) -> [UInt8] {
        let source = input.byte() & 3
        if isRTCP {
            let header: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, source]
            return header + input.bytes(atMost: Int(input.byte()))
        }
        // Contributing sources and an extension may reach beyond the end: libsrtp must see it.
        let header: [UInt8] = [
            0x80 | input.byte() & 0x1F, input.byte() & 0x7F, UInt8(number >> 8),
            UInt8(number & 0xFF), 0, 0, 0, 1, 0, 0, 0, source,
        ]
        return header + input.bytes(atMost: Int(input.byte()))
    }

    /// Seals a packet behind which room is made.
    private static func seal(
        _ packet: inout [UInt8],
        by session: inout SRTPSession,
        isRTCP: Bool,
    ) -> Int? {
        let length = packet.count
        packet += [UInt8](repeating: 0, count: SRTPSession.maximumTrailerBytes)
        var span = packet.mutableSpan
        let sealed =
            try? isRTCP
            ? session.protectRTCP(&span, length: length)
            : session.protectRTP(&span, length: length)
        guard let sealed else { return nil }
        expect(
            sealed > length && sealed <= length + SRTPSession.maximumTrailerBytes,
            "what protection adds has its room",
        )
        return sealed
    }

    @discardableResult
    private static func open(
        _ packet: [UInt8],
        by session: inout SRTPSession,
        isRTCP: Bool,
    ) -> [UInt8]? {
        var buffer = packet
        var span = buffer.mutableSpan
        let length =
            try? isRTCP
            ? session.unprotectRTCP(&span, length: packet.count)
            : session.unprotectRTP(&span, length: packet.count)
        guard let length else { return nil }
        expect(length >= 8 && length < packet.count, "an opened packet is shorter")
        return Array(buffer[..<length])
    }
}
