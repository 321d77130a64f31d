import Media
import RTP
import Testing

@Suite struct HeaderExtensionsTests {
    private static let header = RTPHeader(
        marker: false,
        payloadType: PayloadType(96),
        sequence: SequenceNumber(1),
        timestamp: RTPTimestamp(2),
        ssrc: SSRC(3),
    )

    private static func map(_ identifiers: [HeaderExtension: UInt8]) -> ExtensionMap {
        var map = ExtensionMap()
        for (which, identifier) in identifiers { map[which] = identifier }
        return map
    }

    private static let usual = map([
        .mid: 4, .audioLevel: 1, .absoluteSendTime: 2, .transportSequence: 3,
        .videoOrientation: 13,
    ])

    private static var full: HeaderExtensions {
        var values = HeaderExtensions()
        values.mid = MediaIdentifier("video-0")
        values.audioLevel = AudioLevel(level: 31, isVoice: true)
        values.absoluteSendTime = AbsoluteSendTime(rawValue: 0xABCDEF)
        values.transportSequence = 0x8001
        values.videoOrientation = PictureOrientation(quarterTurns: 3, isMirrored: true)
        return values
    }

    private func read(_ packet: [UInt8], _ map: ExtensionMap) throws -> HeaderExtensions {
        let header = try parseHeader(packet)
        return try HeaderExtensions(parsing: packet.span, header: header, map: map)
    }

    private func packet(profile: [UInt8], _ content: [UInt8]) -> [UInt8] {
        [0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] + profile
            + [0, UInt8(content.count / 4)] + content
    }

    /// RFC 8285 §4.2: padding between elements, an unknown one, and one after an identifier of 15.
    @Test func oneByteFormIsRead() throws {
        let content: [UInt8] =
            [0x10, 0x9F, 0x00, 0x00] + [0x92, 1, 2, 3] + [0x31, 0x12, 0x34, 0xF0]
            + [0x22, 1, 2, 3]
        let values = try read(packet(profile: [0xBE, 0xDE], content), Self.usual)
        var expected = HeaderExtensions()
        expected.audioLevel = AudioLevel(level: 31, isVoice: true)
        expected.transportSequence = 0x1234
        #expect(values == expected)
    }

    /// RFC 8285 §4.3: an element without data is allowed.
    @Test func twoByteFormIsRead() throws {
        let content: [UInt8] = [0x63, 0x00, 0x14, 0x03, 1, 2, 3, 0, 0x01, 0x01, 0x7F, 0]
        let map = Self.map([.audioLevel: 1, .absoluteSendTime: 20])
        let values = try read(packet(profile: [0x10, 0x05], content), map)
        var expected = HeaderExtensions()
        expected.audioLevel = AudioLevel(level: 127, isVoice: false)
        expected.absoluteSendTime = AbsoluteSendTime(rawValue: 0x010203)
        #expect(values == expected)
    }

    /// 3GPP TS 26.114 §7.4.5: two bits of rotation and one of mirroring; which camera it is, and the
    /// bits of the finer extension, make no difference.
    @Test func videoOrientationIsRead() throws {
        for octet in UInt8.min...UInt8.max {
            let values = try read(
                packet(profile: [0xBE, 0xDE], [0xD0, octet, 0, 0]),
                Self.usual,
            )
            let orientation = try #require(values.videoOrientation)
            #expect(orientation.quarterTurns == octet & 3)
            #expect(orientation.isMirrored == (octet & 4 != 0))
        }
        #expect(PictureOrientation(quarterTurns: -1).quarterTurns == 3)
    }

    @Test func unknownFormIsPassedOver() throws {
        let values = try read(packet(profile: [0x12, 0x34], [1, 2, 3, 4]), Self.usual)
        #expect(values == HeaderExtensions())
    }

    @Test func elementBeyondTheEndIsAnError() {
        let long = packet(profile: [0xBE, 0xDE], [0x13, 1, 2, 3])
        #expect(throws: MalformedPacket(.length, at: 17)) { try read(long, Self.usual) }
        let cut = packet(profile: [0x10, 0x00], [0, 0, 0, 1])
        #expect(throws: MalformedPacket(.truncated, at: 19)) { try read(cut, Self.usual) }
    }

    @Test(arguments: [false, true])
    func writtenValuesReadBack(wide: Bool) throws {
        var map = Self.usual
        if wide { map[.mid] = 200 }
        let bytes = try #require(
            written { Self.header.write(extensions: Self.full, map: map, into: &$0) }
        )
        #expect(bytes.count == 12 + Self.full.byteCount(map: map))
        #expect(bytes.count.isMultiple(of: 4))
        #expect(bytes[12] == (wide ? 0x10 : 0xBE))
        #expect(try read(bytes, map) == Self.full)
        for room in 0..<bytes.count {
            #expect(
                written(room) { Self.header.write(extensions: Self.full, map: map, into: &$0) }
                    == nil
            )
        }
    }

    @Test func whatWasNotNegotiatedIsNotWritten() throws {
        let map = Self.map([.transportSequence: 5])
        let bytes = try #require(
            written { Self.header.write(extensions: Self.full, map: map, into: &$0) }
        )
        #expect(Array(bytes[12...]) == [0xBE, 0xDE, 0, 1, 0x51, 0x80, 0x01, 0])
    }

    @Test func restampChangesTimesOnly() throws {
        var bytes = try #require(
            written { Self.header.write(extensions: Self.full, map: Self.usual, into: &$0) }
        )
        let stamp = AbsoluteSendTime(rawValue: 0x01_0203)
        var span = bytes.mutableSpan
        HeaderExtensions.restamp(
            &span,
            map: Self.usual,
            absoluteSendTime: stamp,
            transportSequence: 0x5566,
        )
        var expected = Self.full
        expected.absoluteSendTime = stamp
        expected.transportSequence = 0x5566
        #expect(try read(bytes, Self.usual) == expected)
    }

    @Test func mapKnowsURIs() {
        var map = ExtensionMap()
        for (index, which) in HeaderExtension.allCases.enumerated() {
            let inserted = map.insert(identifier: index + 1, uri: which.uri)
            #expect(inserted)
            #expect(map.meaning(of: UInt8(index + 1)) == which)
        }
        let unknown = map.insert(identifier: 9, uri: "urn:3gpp:video-orientation:6")
        #expect(!unknown)
        let outside = map.insert(identifier: 256, uri: HeaderExtension.mid.uri)
        #expect(!outside)
        #expect(map.meaning(of: 0) == nil)
    }

    @Test func identifiersHaveOneToSixteenBytes() {
        #expect(MediaIdentifier("") == nil)
        #expect(MediaIdentifier("12345678901234567") == nil)
        #expect(MediaIdentifier("1234567890123456")?.name == "1234567890123456")
    }

    @Test func absoluteSendTimeWraps() {
        let before = AbsoluteSendTime(at: milliseconds(63_900))
        let after = AbsoluteSendTime(at: milliseconds(64_100))
        let interval = before.interval(to: after)
        #expect(abs(interval.milliseconds - 200) < 0.01)
        #expect(abs(after.interval(to: before).milliseconds + 200) < 0.01)
        #expect(AbsoluteSendTime(at: milliseconds(1500)).rawValue == 0x06_0000)
    }
}
