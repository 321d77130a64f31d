import Media
import SecureTransport
import Testing

@Suite struct DTLSHandshakeTests {
    static let ecdsa = Result { try DTLSIdentity() }
    static let otherECDSA = Result { try DTLSIdentity() }
    static let rsa = Result { try DTLSIdentity(.rsa2048) }

    private func pair(
        impairment: Impairment = Impairment(),
        seed: UInt64 = 1,
    ) throws -> DTLSPair {
        try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            impairment: impairment,
            seed: seed,
        )
    }

    @Test func bothEndsGetTheSameKeys() throws {
        let pair = try pair()
        pair.start()
        pair.run(for: .seconds(1))
        let client = try #require(pair.clientKeys)
        let server = try #require(pair.serverKeys)
        #expect(client.profile == .aeadAES128GCM)
        #expect(client.profile == server.profile)
        #expect(client.local == server.remote)
        #expect(client.remote == server.local)
        #expect(client.local != client.remote)
        #expect(pair.clientEvents.count == 1)
        #expect(pair.serverEvents.count == 1)
        #expect(pair.client.deadline == nil)
        #expect(pair.server.deadline == nil)
    }

    @Test func undisturbedHandshakeRepeatsNothing() throws {
        let pair = try pair()
        pair.start()
        pair.run(for: .seconds(10))
        // ClientHello and the flight of Certificate…Finished; ServerHello… and Finished.
        #expect(pair.sent.toServer <= 3)
        #expect(pair.sent.toClient <= 3)
        #expect(pair.longest <= 1200)
    }

    @Test func serverWaitsForTheClient() throws {
        let pair = try pair()
        pair.server.start(now: pair.now)
        #expect(pair.server.deadline == nil)
        pair.collect()
        #expect(pair.sent.toClient == 0)
        #expect(pair.serverEvents.isEmpty)
    }

    @Test func rsaClientIsAccepted() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.rsa.get(),
            serverIdentity: Self.ecdsa.get(),
        )
        pair.start()
        pair.run(for: .seconds(1))
        #expect(pair.serverKeys != nil)
        #expect(pair.serverKeys?.local == pair.clientKeys?.remote)
    }

    @Test func rsaServerIsAccepted() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.rsa.get(),
        )
        pair.start()
        pair.run(for: .seconds(1))
        #expect(pair.clientKeys != nil)
        #expect(pair.serverKeys?.remote == pair.clientKeys?.local)
    }

    @Test(arguments: [true, false])
    func fallsBackToCounterMode(clientIsOld: Bool) throws {
        let old: [SRTPProfile] = [.aes128CMSHA1_80]
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            clientProfiles: clientIsOld ? old : SRTPProfile.preferred,
            serverProfiles: clientIsOld ? SRTPProfile.preferred : old,
        )
        pair.start()
        pair.run(for: .seconds(1))
        let keys = try #require(pair.clientKeys)
        #expect(keys.profile == .aes128CMSHA1_80)
        #expect(keys.local.salt.count == 14)
        #expect(pair.serverKeys?.remote == keys.local)
    }

    @Test func serverPrefersGCMWhateverTheClientsOrder() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            clientProfiles: SRTPProfile.preferred.reversed(),
        )
        pair.start()
        pair.run(for: .seconds(1))
        #expect(pair.serverKeys?.profile == .aeadAES128GCM)
        #expect(pair.clientKeys?.profile == .aeadAES128GCM)
    }

    @Test func noCommonProfileFails() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            clientProfiles: [.aeadAES128GCM],
            serverProfiles: [.aes128CMSHA1_80],
        )
        pair.start()
        pair.run(for: .seconds(1))
        #expect(pair.clientKeys == nil)
        #expect(pair.serverKeys == nil)
        #expect(pair.serverEvents == [.failed(.noCommonProfile)])
    }

    @Test func serverRefusesAWrongFingerprint() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            serverExpects: Self.rsa.get().fingerprint,
        )
        pair.start()
        pair.run(for: .seconds(60))
        #expect(pair.serverEvents == [.failed(.wrongFingerprint)])
        // The client learns of it by the alert.
        #expect(pair.clientKeys == nil)
        guard case .failed(.protocolError) = pair.clientEvents.first else {
            Issue.record("the client saw \(pair.clientEvents)")
            return
        }
    }

    @Test func clientRefusesAWrongFingerprint() throws {
        let pair = try DTLSPair(
            clientIdentity: Self.ecdsa.get(),
            serverIdentity: Self.otherECDSA.get(),
            clientExpects: Self.rsa.get().fingerprint,
        )
        pair.start()
        pair.run(for: .seconds(60))
        #expect(pair.clientEvents == [.failed(.wrongFingerprint)])
        #expect(pair.serverKeys == nil)
        #expect(pair.serverEvents.count == 1)
    }
}
