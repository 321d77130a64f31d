import Media
import SecureTransport
import Testing

@Suite struct DTLSRobustnessTests {
    static let identity = Result { try DTLSIdentity() }

    private func pair(_ impairment: Impairment = Impairment()) throws -> DTLSPair {
        try DTLSPair(
            clientIdentity: Self.identity.get(),
            serverIdentity: Self.identity.get(),
            impairment: impairment,
        )
    }

    @Test(arguments: UInt64(1)...20)
    func randomDatagramsDoNotBreakAHandshake(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pair = try pair()
        pair.start()
        while pair.step(until: pair.now + .seconds(1)) {
            for _ in 0..<20 {
                let count = Int.random(in: 0...1500, using: &random)
                var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                // The range in which DTLS is expected (RFC 7983 §7).
                if count > 0 { bytes[0] = UInt8.random(in: 20...63, using: &random) }
                // Half of them with the right version and an honest length.
                if count > 13, Bool.random(using: &random) {
                    bytes[1] = 0xFE
                    bytes[2] = 0xFD
                    bytes[11] = UInt8((count - 13) >> 8)
                    bytes[12] = UInt8((count - 13) & 0xFF)
                }
                pair.inject(bytes, toServer: Bool.random(using: &random))
            }
        }
        #expect(pair.clientKeys != nil)
        #expect(pair.serverKeys?.local == pair.clientKeys?.remote)
    }

    @Test func everyTruncationOfTheHandshakeIsSurvived() throws {
        let pair = try pair()
        pair.client.start(now: pair.now)
        var hello: [UInt8] = []
        _ = pair.client.nextDatagram { bytes in hello = bytes.indices.map { bytes[$0] } }
        #expect(hello.count > 100)
        for count in 0..<hello.count {
            pair.server.handle(hello.span.extracting(0..<count), now: pair.now)
        }
        #expect(pair.server.refusedCount == hello.count)
        pair.inject(hello, toServer: true)
        pair.run(for: .seconds(2))
        #expect(pair.serverKeys != nil)
        #expect(pair.clientKeys != nil)
    }

    /// Browsers whose key shares do not fit a datagram send their ClientHello in pieces.
    @Test(arguments: [[0, 1, 2], [2, 0, 1], [1, 2, 0, 1]])
    func helloInPiecesIsPutTogether(order: [Int]) throws {
        let pair = try pair()
        pair.client.start(now: pair.now)
        var hello: [UInt8] = []
        _ = pair.client.nextDatagram { bytes in hello = bytes.indices.map { bytes[$0] } }
        let pieces = Self.fragments(of: hello, count: 3)
        for index in order { pair.inject(pieces[index], toServer: true) }
        #expect(pair.server.refusedCount == 0)
        #expect(pair.sent.toClient > 0)
        pair.run(for: .seconds(1))
        #expect(pair.clientKeys != nil)
        #expect(pair.serverKeys?.local == pair.clientKeys?.remote)
    }

    /// Cuts a datagram with one handshake message into several (RFC 6347 §4.2.3).
    private static func fragments(of datagram: [UInt8], count: Int) -> [[UInt8]] {
        func number24(_ value: Int) -> [UInt8] {
            [UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
        }
        let message = Array(datagram[13..<19])
        let body = Array(datagram[25...])
        return (0..<count).map { index in
            let start = body.count * index / count
            let part = Array(body[start..<body.count * (index + 1) / count])
            let content = message + number24(start) + number24(part.count) + part
            let length = [UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            // A record number of its own; the client's real one was 0.
            return Array(datagram[0..<10]) + [UInt8(index + 1)] + length + content
        }
    }

    @Test func tooLongDatagramIsRefused() throws {
        let pair = try pair()
        // One honest record of application data, longer than any datagram that we read.
        let bytes: [UInt8] =
            [23, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0x0C, 0x00]
            + [UInt8](repeating: 0, count: 3072)
        pair.inject(bytes, toServer: true)
        #expect(pair.server.refusedCount == 1)
    }

    @Test func closeReachesTheOtherEnd() throws {
        let pair = try pair()
        pair.start()
        pair.run(for: .seconds(1))
        pair.client.close()
        pair.collect()
        pair.run(for: .seconds(1))
        #expect(pair.serverEvents.last == .closed)
        #expect(pair.clientEvents.count == 1)
        let sent = pair.sent
        // Both ends are silent afterwards.
        pair.inject([22, 1, 2, 3], toServer: true)
        pair.run(for: .seconds(10))
        #expect(pair.sent == sent)
    }

    @Test func serverCloses() throws {
        let pair = try pair()
        pair.start()
        pair.run(for: .seconds(1))
        pair.server.close()
        pair.collect()
        pair.run(for: .seconds(1))
        #expect(pair.clientEvents.last == .closed)
    }

    @Test func closeDuringTheHandshakeIsQuiet() throws {
        let pair = try pair()
        pair.start()
        pair.client.close()
        #expect(pair.client.deadline == nil)
        pair.run(for: .seconds(1))
        #expect(pair.clientEvents.isEmpty)
    }

    @Test func applicationDataArrives() throws {
        let pair = try pair()
        #expect(!pair.send([1], from: .client))
        pair.start()
        pair.run(for: .seconds(1))
        #expect(pair.send([1, 2, 3], from: .client))
        #expect(pair.send([4, 5], from: .server))
        #expect(!pair.send([UInt8](repeating: 0, count: 1200), from: .server))
        pair.collect()
        pair.run(for: .seconds(1))
        #expect(pair.serverEvents.last == .applicationData([1, 2, 3]))
        #expect(pair.clientEvents.last == .applicationData([4, 5]))
        #expect(pair.longest <= 1200)
    }

    @Test func forgedPlaintextAfterTheHandshakeChangesNothing() throws {
        let pair = try pair()
        pair.start()
        pair.run(for: .seconds(1))
        // A fatal alert and a close_notify in epoch 0.
        for description in [UInt8(40), 0] {
            pair.inject(
                [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, description],
                toServer: true,
            )
        }
        #expect(pair.send([7], from: .client))
        pair.collect()
        pair.run(for: .seconds(1))
        #expect(pair.serverEvents.last == .applicationData([7]))
    }
}
