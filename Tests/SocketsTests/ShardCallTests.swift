import ICE
import Media
import Peer
import SecureTransport
import TestKit
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct ShardCallTests {
    /// Each loopback address of the machine; a container may have no IPv6.
    private static let loopbacks = InterfaceAddresses.current().filter(\.isLoopback).map(\.host)

    @Test(arguments: loopbacks)
    func mediaGoesBothWays(host: String) async throws {
        let call = try ShardCall([host])
        await call.connect()
        let heard = Sink(.audio)
        call.server.attach(heard.inlet, to: call.audio, of: ShardCall.serverPeer)
        let microphone = call.client.makeOutlet(.audio, capacityBytes: 1 << 20)
        call.client.subscribe(ShardCall.clientPeer, track: call.audio, to: microphone)
        ShardCall.write(20, to: microphone, bytes: 100)
        #expect(await heard.numbers(20) == Array(0..<20))

        let seen = Sink(.video)
        call.client.attach(seen.inlet, to: call.video, of: ShardCall.clientPeer)
        let canvas = call.server.makeOutlet(.video, capacityBytes: 1 << 20)
        call.server.subscribe(ShardCall.serverPeer, track: call.video, to: canvas)
        ShardCall.write(5, to: canvas, bytes: 12_000)
        #expect(await seen.numbers(5) == Array(0..<5))

        let statistics = await call.server.statistics(of: ShardCall.serverPeer)
        #expect(statistics?.received.first?.packets == 20)
        #expect(statistics?.sent.last?.units == 5)
        call.stop()
        let counters = call.server.counters
        #expect(counters.dropped == 0)
        #expect(counters.peers == 0)
    }

    @Test func strangersDoNotDisturbACall() async throws {
        let call = try ShardCall()
        await call.connect()
        let heard = Sink(.audio)
        call.server.attach(heard.inlet, to: call.audio, of: ShardCall.serverPeer)
        let microphone = call.client.makeOutlet(.audio, capacityBytes: 1 << 20)
        call.client.subscribe(ShardCall.clientPeer, track: call.audio, to: microphone)

        let stranger = try UDPSocket(binding: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        var random = SplitMix64(seed: 5)
        for number in 0..<40 {
            for _ in 0..<5 {
                let count = Int.random(in: 1...1400, using: &random)
                let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                #expect(stranger.testSend(bytes, to: call.server.addresses[0]))
            }
            ShardCall.write(1, to: microphone, bytes: 100, from: number)
        }
        #expect(await heard.numbers(40) == Array(0..<40))
        let statistics = await call.server.statistics(of: ShardCall.serverPeer)
        #expect(statistics?.received.first?.packets == 40)
        call.stop()
        #expect(call.server.counters.dropped == 200)
    }

    /// Somebody else sends with the client's SSRC: the peer sees it, refuses it, and goes on.
    @Test func forgedMediaIsOfferedAndRefused() async throws {
        let call = try ShardCall()
        await call.connect()
        let ssrc = try #require(call.clientParameters.stream(.audio)?.ssrc.rawValue)
        let stranger = try UDPSocket(binding: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        let header: [UInt8] = [0x80, 111, 0, 1, 0, 0, 0, 1]
        let source = (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) }
        let forged = header + source + [UInt8](repeating: 7, count: 80)
        for _ in 0..<5 { #expect(stranger.testSend(forged, to: call.server.addresses[0])) }
        let before = await call.server.statistics(of: ShardCall.serverPeer)
        let path = before?.pathChanges

        let heard = Sink(.audio)
        call.server.attach(heard.inlet, to: call.audio, of: ShardCall.serverPeer)
        let microphone = call.client.makeOutlet(.audio, capacityBytes: 1 << 20)
        call.client.subscribe(ShardCall.clientPeer, track: call.audio, to: microphone)
        ShardCall.write(10, to: microphone, bytes: 100)
        #expect(await heard.numbers(10) == Array(0..<10))
        let after = await call.server.statistics(of: ShardCall.serverPeer)
        #expect(after?.pathChanges == path)
        #expect(after?.dropped[.unauthenticated] == 5)
        call.stop()
        #expect(call.server.counters.mediaOffered == 5)
    }

    @Test func removalIsToldToTheOtherSide() async throws {
        let call = try ShardCall()
        await call.connect()
        call.server.remove(ShardCall.serverPeer)
        _ = await call.clientLog.wait { $0 == .lost || $0 == .bye }
        #expect(await call.server.statistics(of: ShardCall.serverPeer) == nil)
        call.stop()
    }

    @Test func stoppingSaysGoodbye() async throws {
        let call = try ShardCall()
        await call.connect()
        call.server.stop()
        _ = await call.clientLog.wait { $0 == .lost || $0 == .bye }
        call.client.stop()
    }

    @Test func wrongFingerprintFailsAndGivesNoCall() async throws {
        let call = try ShardCall()
        var parameters = call.serverParameters
        parameters.remoteFingerprint = call.server.fingerprint
        call.server.add(
            ShardCall.serverPeer,
            parameters: parameters,
            events: call.serverLog.record,
        )
        call.client.add(
            ShardCall.clientPeer,
            parameters: call.clientParameters,
            events: call.clientLog.record,
        )
        let before = await call.serverLog.wait { event in
            if case .failed = event { true } else { false }
        }
        #expect(!before.contains(.connected))
        call.stop()
    }

    @Test func closedOutletSendsNothingMore() async throws {
        let call = try ShardCall()
        await call.connect()
        let heard = Sink(.audio)
        call.server.attach(heard.inlet, to: call.audio, of: ShardCall.serverPeer)
        // Not before it listens: the two threads know nothing of each other.
        _ = await call.server.statistics(of: ShardCall.serverPeer)
        let first = call.client.makeOutlet(.audio, capacityBytes: 1 << 16)
        let second = call.client.makeOutlet(.audio, capacityBytes: 1 << 16)
        call.client.subscribe(ShardCall.clientPeer, track: call.audio, to: first)
        ShardCall.write(3, to: first, bytes: 50)
        #expect(await heard.numbers(3) == [0, 1, 2])
        // Not subscribed: read and dropped.
        ShardCall.write(3, to: second, bytes: 50, from: 100)
        call.client.close(first)
        _ = await call.client.statistics(of: ShardCall.clientPeer)
        ShardCall.write(3, to: first, bytes: 50, from: 200)
        call.client.subscribe(ShardCall.clientPeer, track: call.audio, to: second)
        _ = await call.client.statistics(of: ShardCall.clientPeer)
        ShardCall.write(2, to: second, bytes: 50, from: 3)
        #expect(await heard.numbers(2) == [3, 4])
        call.stop()
    }
}
