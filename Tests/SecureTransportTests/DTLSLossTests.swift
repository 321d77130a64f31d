import Media
import SecureTransport
import Testing

@Suite struct DTLSLossTests {
    static let identity = Result { try DTLSIdentity() }

    private func pair(_ impairment: Impairment, seed: UInt64 = 1) throws -> DTLSPair {
        try DTLSPair(
            clientIdentity: Self.identity.get(),
            serverIdentity: Self.identity.get(),
            impairment: impairment,
            seed: seed,
        )
    }

    @Test(arguments: UInt64(1)...30)
    func connectsOverABadPath(seed: UInt64) throws {
        let impairment = Impairment(
            loss: 0.2,
            duplication: 0.2,
            delay: .milliseconds(20),
            jitter: .milliseconds(60),
        )
        let pair = try pair(impairment, seed: seed)
        pair.start()
        pair.run(for: .seconds(20))
        let keys = try #require(pair.clientKeys)
        #expect(pair.serverKeys?.remote == keys.local)
        #expect(pair.serverKeys?.local == keys.remote)
    }

    /// Each single datagram of the handshake lost once, in both directions.
    @Test(arguments: [true, false], 0..<3)
    func oneLostDatagramCostsOneBackOff(toServer: Bool, index: Int) throws {
        let pair = try pair(Impairment(delay: .milliseconds(5)))
        pair.loses = { direction, number in direction == toServer && number == index }
        pair.start()
        pair.run(for: .milliseconds(200))
        #expect(pair.clientKeys != nil)
        #expect(pair.serverKeys?.local == pair.clientKeys?.remote)
    }

    @Test func clientThatLostTheLastFlightGetsItAgain() throws {
        let pair = try pair(Impairment(delay: .milliseconds(5)))
        pair.start()
        // Until the server is done, its last flight is on the way.
        while pair.serverKeys == nil, pair.step(until: pair.now + .seconds(1)) {
            let sent = pair.sent.toClient
            pair.loses = { toServer, index in !toServer && index >= sent && index < sent + 3 }
        }
        #expect(pair.serverKeys != nil)
        #expect(pair.clientKeys == nil)
        pair.run(for: .seconds(5))
        #expect(pair.clientKeys?.remote == pair.serverKeys?.local)
        #expect(pair.serverEvents.count == 1)
    }

    @Test func backOffDoublesFrom50MillisecondsTo3Seconds() throws {
        var client = try DTLSTransport(
            role: .client,
            identity: Self.identity.get(),
            remoteFingerprint: Self.identity.get().fingerprint,
        )
        var now = Instant(nanoseconds: 0)
        client.start(now: now)
        var waits: [Int] = []
        while let deadline = client.deadline {
            _ = Self.drain(&client)
            // Too early: nothing happens.
            client.handleTimeout(now: deadline - .milliseconds(1))
            #expect(Self.drain(&client) == 0)
            waits.append(Int((deadline - now).milliseconds))
            now = deadline
            client.handleTimeout(now: now)
        }
        #expect(waits.prefix(8) == [50, 100, 200, 400, 800, 1600, 3000, 3000])
        #expect(waits.count == 13)
        let event = client.nextEvent()
        #expect(event == .failed(.timedOut))
        let further = client.nextEvent()
        #expect(further == nil)
    }

    private static func drain(_ transport: inout DTLSTransport) -> Int {
        var count = 0
        while transport.nextDatagram({ _ in }) { count += 1 }
        return count
    }

    @Test func eachBackOffRepeatsTheFlight() throws {
        var client = try DTLSTransport(
            role: .client,
            identity: Self.identity.get(),
            remoteFingerprint: Self.identity.get().fingerprint,
        )
        client.start(now: Instant(nanoseconds: 0))
        #expect(Self.drain(&client) == 1)
        for _ in 0..<5 {
            let deadline = client.deadline
            client.handleTimeout(now: try #require(deadline))
            #expect(Self.drain(&client) == 1)
        }
    }

    @Test func smallMTUIsKept() throws {
        let pair = try DTLSPair(
            clientIdentity: DTLSIdentity(.rsa2048),
            serverIdentity: DTLSIdentity(.rsa2048),
            mtu: 512,
            impairment: Impairment(loss: 0.1, jitter: .milliseconds(20)),
        )
        pair.start()
        pair.run(for: .seconds(20))
        #expect(pair.clientKeys?.remote == pair.serverKeys?.local)
        #expect(pair.clientKeys != nil)
        #expect(pair.longest <= 512)
    }
}
