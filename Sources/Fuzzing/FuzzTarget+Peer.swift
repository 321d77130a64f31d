import Media
import Peer
import RTP

/// A whole peer: its client has the keys and sends what it likes, in an order and at times of its
/// choice, while the server sends too.
extension FuzzTarget {
    static func peer(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        let flags = input.byte()
        let client = HostileClient(shape: Int(flags & 15))
        if flags & 0x80 == 0 { client.connect() }
        var call = HostileCall(client)
        while !input.isAtEnd { call.step(&input) }
        call.finish()
    }
}

private struct HostileCall {
    private static let times: [Interval] = [
        .zero, .milliseconds(1), .milliseconds(5), .milliseconds(20), .milliseconds(33),
        .milliseconds(100), .milliseconds(300), .seconds(1), .seconds(2), .seconds(6),
        .seconds(14), .seconds(31),
    ]
    private static let sources = [
        FuzzOffers.audioSource, FuzzOffers.videoSource, FuzzOffers.repairSource, 7, 8, 4_000_000,
    ]
    private static let payloadTypes: [UInt8] = [111, 96, 97, 0, 45]

    private let client: HostileClient
    private var sequences: [UInt32: UInt16] = [:]
    private var pictureID: UInt16 = 0
    private var timestamp: UInt32 = 0

    init(_ client: HostileClient) { self.client = client }

    mutating func step(_ input: inout FuzzInput) {
        switch input.choice(of: 24) {
        case 0: client.pass(input.element(of: Self.times))
        case 1: client.passToDeadline()
        case 2: client.check(path: input.choice(of: 4), flags: input.byte())
        case 3: client.check(path: 0, flags: 4)
        case 4, 5: sendPacket(&input)
        case 6, 7, 8: sendFrame(&input)
        case 9, 10: sendSound(&input)
        case 11, 12: sendReport(&input)
        case 13, 14: askAgain(&input)
        case 15, 16: serverSends(&input)
        case 17: client.exchange(changing: (Int(input.uint16()), input.byte()))
        case 18: client.exchange(changing: nil)
        case 19: client.renegotiate(shape: input.choice(of: 16))
        case 20: attach(&input)
        case 21: client.deliver(input.bytes(atMost: Int(input.byte())), path: input.choice(of: 4))
        case 22: serverAsks(&input)
        default: talk(&input)
        }
    }

    mutating func finish() {
        for _ in 0..<20 { client.passToDeadline() }
        client.peer.close(now: client.now)
        client.settle()
        expect(client.peer.deadline == nil, "what is over has no deadline")
    }

    // MARK: The client's media

    private mutating func next(_ source: UInt32, _ step: Int) -> UInt16 {
        let before = SequenceNumber(sequences[source] ?? 100)
        let sequence = before.advanced(by: step).rawValue
        sequences[source] = sequence
        return sequence
    }

    private static func header(
        _ first: UInt8,
        _ second: UInt8,
        _ sequence: UInt16,
        _ timestamp: UInt32,
        _ source: UInt32,
    ) -> [UInt8] {
        var bytes = [first, second, UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
        for number in [timestamp, source] {
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(number >> UInt32(shift) & 0xFF)) }
        }
        return bytes
    }

    /// Any bytes behind a header that is at home here.
    private mutating func sendPacket(_ input: inout FuzzInput) {
        let source = input.element(of: Self.sources)
        let type = input.element(of: Self.payloadTypes)
        let flags = input.byte()
        let sequence = next(source, input.int8())
        timestamp &+= UInt32(input.byte()) << (flags & 0x40 == 0 ? 4 : 24)
        let header = Self.header(
            0x80 | flags & 0x3F,
            type | flags & 0x80,
            sequence,
            timestamp,
            source,
        )
        let body = input.bytes(atMost: Int(input.byte()))
        client.sendSealed(header + body, isRTCP: false, path: Int(flags & 1))
    }

    /// Packets of a video frame, some of them missing.
    private mutating func sendFrame(_ input: inout FuzzInput) {
        let flags = input.byte()
        let size = Int(input.byte()) * (flags & 1 == 0 ? 1 : 40)
        let count = 1 + input.choice(of: 6)
        let missing = input.byte()
        let source = flags & 2 == 0 ? FuzzOffers.videoSource : 8
        pictureID = (pictureID &+ (flags & 4 == 0 ? 1 : UInt16(input.byte()))) & 0x7FFF
        timestamp &+= 3000
        for index in 0..<count {
            let sequence = next(source, 1)
            guard missing >> UInt8(index) & 1 == 0 else { continue }
            let isLast = index == count - 1
            let first: UInt8 = (index == 0 ? 0x90 : 0x80) | flags & 0x20
            var body = [first, 0xE0, 0x80 | UInt8(pictureID >> 8), UInt8(pictureID & 0xFF)]
            body += [UInt8(pictureID & 0xFF), flags & 0xE0]
            body.append(flags & 8 == 0 ? 0 : 1)
            body += [UInt8](repeating: flags, count: min(size / count, 1200))
            let header = Self.header(0x80, (isLast ? 0x80 : 0) | 96, sequence, timestamp, source)
            client.sendSealed(header + body, isRTCP: false, path: 0)
        }
    }

    private mutating func sendSound(_ input: inout FuzzInput) {
        let sequence = next(FuzzOffers.audioSource, 1)
        let flags = input.byte()
        timestamp &+= 960
        // The one-byte extension with a level, a send time and a transport-wide number.
        let extensions: [UInt8] = [
            0xBE, 0xDE, 0, 3, 0x20, flags, 0x32, 0, flags, input.byte(), 0x41, 0, input.byte(), 0,
            0, 0,
        ]
        let header = Self.header(0x90, 111, sequence, timestamp, FuzzOffers.audioSource)
        let body = [flags] + input.bytes(atMost: Int(flags & 0x3F))
        client.sendSealed(header + extensions + body, isRTCP: false, path: 0)
    }

    // MARK: Reports

    private func ourSource(_ input: inout FuzzInput) -> SSRC {
        let streams = client.parameters.streams
        let own = streams.map(\.ssrc) + streams.map(\.retransmissionSSRC)
        return input.element(of: own + Self.sources.map { SSRC($0) })
    }

    private static func bytes(_ source: SSRC) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(source.rawValue >> UInt32($0) & 0xFF) }
    }

    /// A report of any type, about a stream that exists.
    private func sendReport(_ input: inout FuzzInput) {
        let (type, format) = (input.byte(), input.byte())
        var body = input.bytes(atMost: Int(input.byte()))
        let named = Self.bytes(ourSource(&input))
        let sender = Self.bytes(SSRC(input.element(of: Self.sources)))
        if body.count >= 4 { body.replaceSubrange(0..<4, with: sender) }
        if body.count >= 8, type & 0x20 == 0 { body.replaceSubrange(4..<8, with: named) }
        var datagram = FuzzTarget.framed(type: type, format: format, body.span)
        if format & 0x80 != 0 { datagram += datagram }
        client.sendSealed(datagram, isRTCP: true, path: 0)
    }

    /// A NACK for what the peer has sent.
    private func askAgain(_ input: inout FuzzInput) {
        let source = ourSource(&input)
        let last = client.lastSequence[source] ?? SequenceNumber(0)
        var body = Self.bytes(SSRC(1)) + Self.bytes(source)
        for _ in 0...input.choice(of: 8) {
            let first = last.advanced(by: -Int(input.byte())).rawValue
            let mask = input.uint16()
            body += [UInt8(first >> 8), UInt8(first & 0xFF), UInt8(mask >> 8), UInt8(mask & 0xFF)]
        }
        let datagram = FuzzTarget.framed(type: 5, format: 1, body.span)
        client.sendSealed(datagram, isRTCP: true, path: 0)
    }

    // MARK: The server's side

    private func serverSends(_ input: inout FuzzInput) {
        let flags = input.byte()
        let kind: MediaKind = flags & 1 == 0 ? .video : .audio
        let track = client.parameters.sendingTrack(kind) ?? TrackID(index: Int(flags >> 4))
        var unit = CodedUnit(
            kind: kind,
            timestamp: client.now.nanoseconds / 11_111,
            instant: client.now,
        )
        unit.isKeyFrame = flags & 2 != 0
        let size = Int(input.byte()) * (flags & 4 == 0 ? 8 : 160)
        let payload = [UInt8](repeating: flags, count: size)
        client.peer.send(unit, payload: payload.span, on: track, now: client.now)
        client.settle()
    }

    private func serverAsks(_ input: inout FuzzInput) {
        let track = TrackID(index: input.choice(of: 4))
        if input.flag() {
            client.peer.requestKeyFrame(on: track, now: client.now)
        } else {
            let outlet = input.flag() ? MediaOutlet(kind: .video, capacityBytes: 4096) {} : nil
            client.peer.subscribe(track, to: outlet, now: client.now)
        }
        client.settle()
    }

    private func attach(_ input: inout FuzzInput) {
        let flags = input.byte()
        client.readsInlets = flags & 1 == 0
        client.attach(track: Int(flags >> 4 & 3), isAttached: flags & 2 == 0)
    }

    private func talk(_ input: inout FuzzInput) {
        let flags = input.byte()
        client.talk(input.bytes(atMost: Int(flags & 0x3F)), closes: flags == 0xFF)
    }
}
