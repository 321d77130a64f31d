import Media
import SecureTransport
import Testing

@Suite struct SRTPTests {
    static func keys(_ profile: SRTPProfile) -> (SRTPKeys, SRTPKeys) {
        func master(_ first: UInt8) -> SRTPKeys.Master {
            SRTPKeys.Master(
                key: (0..<16).map { first &+ $0 },
                salt: (0..<UInt8(profile.masterSaltBytes)).map { first &+ 100 &+ $0 },
            )
        }
        let left = SRTPKeys(profile: profile, local: master(1), remote: master(50))
        let right = SRTPKeys(profile: profile, local: master(50), remote: master(1))
        return (left, right)
    }

    static func rtp(_ sequence: UInt16, ssrc: UInt8 = 9, payload: Int = 100) -> [UInt8] {
        [0x80, 96, UInt8(sequence >> 8), UInt8(sequence & 0xFF), 0, 0, 0, 1, 0, 0, 0, ssrc]
            + (0..<payload).map { UInt8($0 & 0xFF) }
    }

    /// A receiver report without blocks.
    static let rtcp: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9]

    @Test(arguments: SRTPProfile.allCases)
    func packetsGoBothWays(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let sealed = try a.protect(Self.rtp(1))
        #expect(sealed.count > Self.rtp(1).count)
        #expect(sealed.count <= Self.rtp(1).count + SRTPSession.maximumTrailerBytes)
        #expect(sealed[12...].starts(with: Self.rtp(1)[12...]) == false)
        #expect(try b.open(sealed) == Self.rtp(1))
        #expect(try a.open(b.protect(Self.rtp(7))) == Self.rtp(7))
    }

    @Test(arguments: SRTPProfile.allCases)
    func replayIsToldFromForgery(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let sealed = try a.protect(Self.rtp(1))
        _ = try b.open(sealed)
        #expect(throws: SRTPError.replay) { _ = try b.open(sealed) }
        let next = try a.protect(Self.rtp(2))
        for index in 2..<next.count where index < 2 || index > 3 {
            var forged = next
            forged[index] ^= 1
            #expect(throws: SRTPError.authentication) { _ = try b.open(forged) }
        }
        #expect(try b.open(next) == Self.rtp(2))
    }

    @Test(arguments: SRTPProfile.allCases)
    func wrongKeyIsRefused(profile: SRTPProfile) throws {
        let (left, _) = Self.keys(profile)
        let a = try SRTPEnd(left)
        // Its remote key is not a's local one.
        let stranger = try SRTPEnd(left)
        let sealed = try a.protect(Self.rtp(1))
        #expect(throws: SRTPError.authentication) { _ = try stranger.open(sealed) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func sequenceNumbersRollOver(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        var sequence: UInt16 = 65_000
        // Two roll-overs and a half, most packets lost.
        for step in 0..<1700 {
            let packet = Self.rtp(sequence, payload: 4)
            let sealed = try a.protect(packet)
            if step % 17 == 0 { #expect(try b.open(sealed) == packet) }
            sequence &+= 97
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func reorderingAroundTheRollOver(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        var sealed: [(plain: [UInt8], sealed: [UInt8])] = []
        var sequence: UInt16 = 65_036
        for _ in 0..<1000 {
            let packet = Self.rtp(sequence, payload: 4)
            sealed.append((packet, try a.protect(packet)))
            sequence &+= 1
        }
        // The newest first: the oldest is then 999 late, still inside the window.
        _ = try b.open(sealed[0].sealed)
        for pair in sealed.dropFirst().reversed() {
            #expect(try b.open(pair.sealed) == pair.plain)
        }
        for pair in sealed {
            #expect(throws: SRTPError.replay) { _ = try b.open(pair.sealed) }
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func tooOldIsAReplay(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let old = try a.protect(Self.rtp(1))
        for sequence in UInt16(2)...1200 {
            let sealed = try a.protect(Self.rtp(sequence, payload: 4))
            _ = try b.open(sealed)
        }
        #expect(throws: SRTPError.replay) { _ = try b.open(old) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func aRetransmissionIsTheSamePacket(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let first = try a.protect(Self.rtp(5))
        _ = try a.protect(Self.rtp(6))
        let second = try a.protect(Self.rtp(5))
        #expect(first == second)
        #expect(try b.open(second) == Self.rtp(5))
    }

    @Test(arguments: SRTPProfile.allCases)
    func everyTruncationIsRefused(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let sealed = try a.protect(Self.rtp(1))
        for count in 0..<sealed.count {
            #expect(throws: SRTPError.self) { _ = try b.open(Array(sealed[..<count])) }
        }
        #expect(try b.open(sealed) == Self.rtp(1))
    }

    @Test func randomBytesAreRefused() throws {
        var random = SplitMix64(seed: 3)
        for profile in SRTPProfile.allCases {
            let session = try SRTPEnd(Self.keys(profile).0)
            for _ in 0..<3000 {
                let count = Int.random(in: 0...200, using: &random)
                var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                if count > 0 { bytes[0] = 0x80 | bytes[0] & 0x3F }
                let packet = bytes
                #expect(throws: SRTPError.self) { _ = try session.open(packet) }
                #expect(throws: SRTPError.self) { _ = try session.openControl(packet) }
            }
        }
    }

    @Test func sourcesAreBounded() throws {
        let (left, right) = Self.keys(.aeadAES128GCM)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        for ssrc in 0..<UInt8(SRTPSession.maximumSources) {
            _ = try b.open(a.protect(Self.rtp(1, ssrc: ssrc)))
        }
        let further = try a.protect(Self.rtp(1, ssrc: 200))
        #expect(throws: SRTPError.tooManySources) { _ = try b.open(further) }
        #expect(
            try b.open(a.protect(Self.rtp(2, ssrc: 0))) == Self.rtp(2, ssrc: 0)
        )
    }

    @Test func roomIsAsked() throws {
        let end = try SRTPEnd(Self.keys(.aeadAES128GCM).0)
        #expect(throws: SRTPError.noRoom) { _ = try end.protect(Self.rtp(1), room: 19) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func controlPackets(profile: SRTPProfile) throws {
        let (left, right) = Self.keys(profile)
        let a = try SRTPEnd(left)
        let b = try SRTPEnd(right)
        let sealed = try a.protectControl(Self.rtcp)
        #expect(sealed.count > Self.rtcp.count)
        #expect(sealed.count <= Self.rtcp.count + SRTPSession.maximumTrailerBytes)
        for length in 0..<sealed.count {
            #expect(throws: SRTPError.self) { _ = try b.openControl(Array(sealed[..<length])) }
        }
        var forged = sealed
        forged[forged.count - 1] ^= 1
        let last = forged
        #expect(throws: SRTPError.authentication) { _ = try b.openControl(last) }
        #expect(try b.openControl(sealed) == Self.rtcp)
        #expect(throws: SRTPError.replay) { _ = try b.openControl(sealed) }
    }

    @Test func keysOfAHandshakeOpenEachOthersPackets() throws {
        let identity = try DTLSIdentity()
        let pair = try DTLSPair(clientIdentity: identity, serverIdentity: identity)
        pair.start()
        pair.run(for: .seconds(1))
        let a = try SRTPEnd(#require(pair.clientKeys))
        let b = try SRTPEnd(#require(pair.serverKeys))
        #expect(try b.open(a.protect(Self.rtp(3))) == Self.rtp(3))
        #expect(try a.open(b.protect(Self.rtp(4))) == Self.rtp(4))
    }
}
