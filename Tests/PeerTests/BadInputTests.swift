import ICE
import Media
import RTP
import SDP
import TestKit
import Testing

@testable import Peer

/// Whatever comes in, the call in progress goes on and what was dropped is counted.
@Suite struct BadInputTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    /// Datagrams of each class of RFC 7983, random or cut off.
    func badDatagrams(_ generator: inout SplitMix64, like real: [Flight]) -> [[UInt8]] {
        var bad: [[UInt8]] = [[], [0]]
        let firstBytes: [ClosedRange<UInt8>] = [
            0...3, 4...19, 20...63, 64...127, 128...191, 192...255,
        ]
        for range in firstBytes {
            for _ in 0..<30 {
                var bytes = generator.bytes(Int.random(in: 1...1400, using: &generator))
                bytes[0] = UInt8.random(in: range, using: &generator)
                bad.append(bytes)
            }
        }
        for flight in real.shuffled(using: &generator).prefix(150) {
            var bytes = flight.bytes
            if generator.chance(0.5) {
                bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 0x55
            }
            bad.append(bytes)
        }
        return bad
    }

    @Test func datagramsFromOutsideDoNotDisturbTheCall() throws {
        let call = try VirtualCall()
        call.client.recordsSent = true
        call.connect()
        let up = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(1))
        let bad = badDatagrams(&call.generator, like: call.client.sentDatagrams)
        let attacker = TransportAddress(ipv4: 0x0C00_0004, port: 666)
        for bytes in bad {
            let forged = call.generator.chance(0.5)
            call.inject(
                bytes,
                from: forged ? VirtualCall.clientAddress : attacker,
                to: VirtualCall.serverAddress,
            )
            call.run(for: .milliseconds(5))
        }
        call.stop(up)
        call.stop(down)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio) == Array(0..<up.audioSent))
        #expect(call.client.frameNumbers(video) == Array(0..<down.framesSent))
        #expect(call.server.events.filter { $0 == .lost }.isEmpty)
        let dropped = call.server.peer.statistics.dropped
        for reason in [
            DropReason.unclassified, .malformedSTUN, .unexpectedDTLS, .unauthenticated,
        ] {
            #expect(dropped[reason] > 0, "\(reason)")
        }
    }

    /// Sends a plain packet through the client's own SRTP session.
    func sendProtected(_ plain: [UInt8], as kind: ProtectedKind, in call: VirtualCall) {
        var bytes = plain + [UInt8](repeating: 0, count: 32)
        var span = bytes.mutableSpan
        let length = call.client.peer.link.protect(&span, length: plain.count, as: kind)
        guard length > 0 else { return }
        call.inject(
            Array(bytes[..<length]),
            from: VirtualCall.clientAddress,
            to: VirtualCall.serverAddress,
        )
    }

    /// An RTP packet with any payload.
    func packet(_ payloadType: UInt8, ssrc: UInt32, sequence: UInt16, _ payload: [UInt8]) -> [UInt8]
    {
        [0x80, payloadType, UInt8(sequence >> 8), UInt8(sequence & 255), 0, 0, 0, 0]
            + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) } + payload
    }

    @Test func authenticButSenselessPacketsAreCountedDrops() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        let parameters = call.client.peer.parameters
        let ssrc = try #require(parameters.stream(.video)?.retransmissionSSRC.rawValue)
        let types = parameters.media.compactMap { $0.codec?.payloadType.rawValue }
        for round in 0..<100 {
            let noise = call.generator.bytes(Int.random(in: 0...300, using: &call.generator))
            let sequence = UInt16(truncatingIfNeeded: 0x9000 + round)
            // A stream of nobody's; a payload type of nobody's; noise after a valid start.
            sendProtected(
                packet(types[0], ssrc: 77, sequence: sequence, noise),
                as: .rtp,
                in: call,
            )
            sendProtected(packet(33, ssrc: ssrc, sequence: sequence, noise), as: .rtp, in: call)
            var header = packet(types[1], ssrc: 78, sequence: sequence, noise)
            header[0] = call.generator.bytes(1)[0] & 0x3F | 0x80
            sendProtected(header, as: .rtp, in: call)
            var control = [0x80 | UInt8(round & 31), UInt8(192 + round % 32), 0, 0, 0, 0, 0, 1]
            control += noise
            sendProtected(control, as: .rtcp, in: call)
            call.run(for: .milliseconds(10))
        }
        call.stop(up)
        call.run(for: .milliseconds(300))
        let dropped = call.server.peer.statistics.dropped
        for reason in [
            DropReason.unknownPayloadType, .unknownSource, .malformedRTP, .malformedRTCP,
        ] {
            #expect(dropped[reason] > 0, "\(reason)")
        }
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio) == Array(0..<up.audioSent))
        #expect(call.server.events.filter { $0 == .lost || $0 == .bye }.isEmpty)
    }

    @Test func payloadsThatNoFormatAllowsAreCountedDrops() throws {
        let call = try VirtualCall()
        call.connect()
        let codecs = call.client.peer.parameters.media.compactMap(\.codec)
        // New streams, found by their payload types as the tracks are idle: first one packet that
        // is right, then noise, every truncation of a VP8 descriptor among it.
        let descriptor: [UInt8] = [0x90, 0xF0, 0x81, 0x23, 0x45, 0x20]
        for length in 0...descriptor.count {
            sendProtected(
                packet(
                    codecs[1].payloadType.rawValue,
                    ssrc: 501,
                    sequence: UInt16(length),
                    Array(descriptor.prefix(length)),
                ),
                as: .rtp,
                in: call,
            )
        }
        // Opus: 63 frames of 60 ms; a frame count that is missing.
        for (sequence, payload) in [[0x1B, 0x3F], [0x1B], [0x1B, 0x00]].enumerated() {
            sendProtected(
                packet(
                    codecs[0].payloadType.rawValue,
                    ssrc: 502,
                    sequence: UInt16(sequence),
                    payload.map { UInt8($0) },
                ),
                as: .rtp,
                in: call,
            )
        }
        call.run(for: .milliseconds(100))
        // A payload of no bytes is padding, not malformed.
        #expect(call.server.peer.statistics.dropped[.malformedPayload] == descriptor.count + 3)
        #expect(call.server.received.isEmpty)
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        call.stop(up)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio) == Array(0..<up.audioSent))
    }

    @Test func replayedPacketsCountAndDoNothing() throws {
        let call = try VirtualCall()
        call.client.recordsSent = true
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        let recorded = call.client.sentDatagrams.filter { $0.bytes[0] >> 6 == 2 }
        for flight in recorded {
            call.inject(flight.bytes, from: flight.source, to: flight.destination)
        }
        call.run(for: .seconds(1))
        call.stop(up)
        call.run(for: .milliseconds(300))
        #expect(call.server.peer.statistics.dropped[.replayed] == recorded.count)
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio) == Array(0..<up.audioSent))
    }

    @Test func mediaBeforeTheHandshakeIsDropped() throws {
        let call = try VirtualCall()
        let early = packet(
            96,
            ssrc: 5,
            sequence: 1,
            [1, 2, 3, 4] + [UInt8](repeating: 0, count: 40),
        )
        call.inject(early, from: VirtualCall.clientAddress, to: VirtualCall.serverAddress)
        #expect(call.connect())
        #expect(call.server.peer.statistics.dropped[.beforeHandshake] == 1)
    }

    @Test func manySourcesAreBounded() throws {
        let call = try VirtualCall()
        call.connect()
        let types = call.client.peer.parameters.media.compactMap { $0.codec?.payloadType.rawValue }
        for ssrc in 0..<200 {
            sendProtected(
                packet(types[0], ssrc: UInt32(1000 + ssrc), sequence: 1, [0x48, 1, 2]),
                as: .rtp,
                in: call,
            )
            call.run(for: .milliseconds(1))
        }
        call.run(for: .milliseconds(100))
        #expect(call.server.peer.statistics.dropped[.tooManySources] > 100)
    }
}
