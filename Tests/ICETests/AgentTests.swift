import Media
import Testing

@testable import ICE

@Suite("A client and the lite server")
struct AgentTests {
    @Test("Without loss: two round trips to a nominated path")
    func connects() {
        var pair = AgentPair()
        pair.run(1000) { $0.client.state == .connected }
        #expect(pair.now == .after(80))
        #expect(pair.clientEvents == [.pathSelected(AgentPair.clientPath())])
        #expect(pair.client.mappedAddress == AgentPair.clientAddress)
        #expect(pair.client.roundTrip == .milliseconds(40))
        #expect(pair.server.path == AgentPair.serverPath())
        #expect(pair.server.isNominated)
        #expect(pair.serverOutcomes == [.pathChanged(AgentPair.serverPath()), .answered])
    }

    @Test("With 30 % loss each of many calls connects", arguments: 0..<50)
    func lossy(seed: UInt64) {
        var pair = AgentPair(seed: seed)
        pair.network.lossPercent = 30
        pair.run(60_000) { $0.client.state == .connected }
        #expect(pair.client.state == .connected)
        #expect(pair.server.isNominated)
        #expect(pair.server.path == AgentPair.serverPath())
    }

    @Test("Consent is kept for minutes, with few checks, through 20 % loss")
    func consent() {
        var pair = AgentPair(seed: 3)
        pair.network.lossPercent = 20
        pair.run(5 * 60_000)
        #expect(pair.client.state == .connected && pair.server.state == .connected)
        #expect(pair.serverEvents.isEmpty)
        // Every 4 to 6 s, and each second while none is answered.
        #expect((50...120).contains(pair.server.counters.validChecks))
    }

    @Test("15 s after the network breaks both sides know")
    func consentExpiry() throws {
        var pair = AgentPair()
        pair.run(20_000)
        let lastCheck = try #require(pair.server.deadline) - ICELiteAgent.consentTimeout
        pair.network.unreachable = [AgentPair.serverAddress]
        pair.run(60_000) { $0.server.state == .lost }
        // A check may have been under way.
        #expect(pair.now >= lastCheck + .seconds(15) && pair.now <= .after(35_100))
        #expect(pair.serverEvents == [.lost])
        #expect(pair.server.deadline == nil)
        pair.run(10_000)
        #expect(pair.client.state == .lost)
        #expect(pair.clientEvents.last == .consentLost)
        #expect(pair.client.deadline == nil && pair.client.path == nil)
        // Nothing more is sent, and a late check is not answered.
        let sent = pair.network.sentCount
        pair.network.unreachable = []
        pair.run(60_000)
        #expect(pair.network.sentCount == sent)
        #expect(pair.serverEvents == [.lost])
    }

    @Test("A server that nobody comes to gives up after 30 s")
    func nobodyComes() {
        var server = AgentPair().server
        #expect(server.deadline == .after(30_000))
        #expect(server.handleTimeout(now: .after(29_999)) == nil)
        #expect(server.handleTimeout(now: .after(30_000)) == .lost)
        #expect(server.handleTimeout(now: .after(31_000)) == nil)
    }

    @Test("Nobody answers: the client gives up after its attempts")
    func unreachable() {
        var pair = AgentPair()
        pair.network.unreachable = [AgentPair.serverAddress]
        pair.run(120_000) { $0.client.state == .failed }
        #expect(pair.clientEvents == [.failed])
        #expect(pair.network.sentCount == 14)
        // 0.5 s, 1 s, and twelve times 2 s.
        #expect(pair.now == .after(25_500))
    }

    @Test("Wrong integrity: refused with 401, counted, and no path")
    func wrongIntegrity() {
        var pair = AgentPair(wrongPassword: true)
        pair.run(120_000) { $0.client.state == .failed }
        #expect(pair.clientEvents == [.failed])
        #expect(pair.server.counters.unauthenticated == 1)
        #expect(pair.server.path == nil && pair.server.state == .waiting)
        #expect(pair.serverOutcomes == [.refused(code: 401)])
    }

    @Test("A peer that claims our role is told so, changes and connects")
    func roleConflict() {
        var pair = AgentPair(role: .controlled)
        pair.run(5000) { $0.client.state == .connected }
        #expect(pair.client.state == .connected)
        #expect(pair.client.role == .controlling)
        #expect(pair.server.counters.roleConflicts == 1)
        #expect(pair.serverOutcomes.first == .refused(code: 487))
    }

    @Test("Restart: the old credentials are good until the new ones have been used")
    func restart() {
        var pair = AgentPair()
        pair.run(3000)
        let checks = pair.server.counters.validChecks
        // The server has answered the offer, the client does not know yet: it keeps consent.
        var generator = SplitMix64(seed: 4)
        pair.server.restart(credentials: ICECredentials(using: &generator), now: pair.now)
        pair.run(20_000)
        #expect(pair.server.state == .connected)
        #expect(pair.server.counters.validChecks > checks)
        let old = pair.client
        pair.restart()
        pair.run(3000)
        #expect(pair.client.state == .connected && pair.server.state == .connected)
        #expect(pair.clientEvents == [.pathSelected(AgentPair.clientPath())])
        #expect(pair.server.counters.unauthenticated == 0)
        // Now the old ones are gone.
        pair.client = old
        pair.run(10_000)
        #expect(pair.server.counters.unauthenticated > 0)
        #expect(!pair.serverOutcomes.contains(.dropped(.lost)))
    }

    @Test("Restart brings back a lost connection")
    func restartAfterLoss() {
        var pair = AgentPair()
        pair.run(3000)
        pair.network.unreachable = [AgentPair.serverAddress]
        pair.run(60_000)
        #expect(pair.client.state == .lost && pair.server.state == .lost)
        pair.network.unreachable = []
        pair.restart()
        pair.run(3000)
        #expect(pair.client.state == .connected && pair.server.state == .connected)
        #expect(pair.clientEvents.last == .pathSelected(AgentPair.clientPath()))
    }

    @Test("The same credentials again are no restart")
    func noRestart() {
        var pair = AgentPair()
        pair.run(3000)
        pair.server.restart(credentials: pair.serverCredentials, now: pair.now)
        pair.run(20_000)
        #expect(pair.server.state == .connected)
        #expect(pair.server.counters.unauthenticated == 0)
    }

    @Test("The client moves to another address by nomination")
    func nominatedMove() {
        var pair = AgentPair()
        pair.run(3000)
        pair.client.move(to: AgentPair.otherClientAddress, now: pair.now)
        let start = pair.now
        pair.run(3000) { $0.clientEvents.count == 2 }
        #expect(pair.now - start == .milliseconds(80))
        #expect(
            pair.clientEvents.last
                == .pathSelected(AgentPair.clientPath(AgentPair.otherClientAddress))
        )
        let moved = AgentPair.serverPath(AgentPair.otherClientAddress)
        #expect(pair.server.path == moved)
        #expect(pair.serverOutcomes.last == .pathChanged(moved))
        // Before the nomination the check from there was answered and moved nothing.
        #expect(pair.serverOutcomes.dropLast().last == .answered)
        pair.run(60_000)
        #expect(pair.client.state == .connected && pair.server.path == moved)
    }

    @Test("Of two addresses the one that works is nominated")
    func brokenAddress() {
        var pair = AgentPair(
            clientAddresses: [AgentPair.clientAddress, AgentPair.otherClientAddress]
        )
        pair.network.unreachable = [AgentPair.clientAddress]
        pair.run(3000) { $0.client.state == .connected }
        #expect(pair.client.path == AgentPair.clientPath(AgentPair.otherClientAddress))
        #expect(pair.now == .after(50 + 80))
    }

    @Test("A NAT that gives another port: the path follows the consent checks")
    func reboundPort() {
        var pair = AgentPair()
        pair.network.translations = [
            AgentPair.clientAddress: TransportAddress(ipv4: 0xCB00_7105, port: 1111)
        ]
        pair.run(3000)
        #expect(pair.client.mappedAddress == TransportAddress("203.0.113.5:1111"))
        let rebound = TransportAddress(ipv4: 0xCB00_7105, port: 2222)
        pair.network.translations = [AgentPair.clientAddress: rebound]
        pair.run(15_000) { $0.server.path == AgentPair.serverPath(rebound) }
        #expect(pair.server.path == AgentPair.serverPath(rebound))
        pair.run(30_000)
        #expect(pair.client.mappedAddress == rebound)
        #expect(pair.server.state == .connected && pair.client.state == .connected)
    }

    @Test("Two full agents that both want to control agree on one")
    func twoControllingAgents() {
        var generator = SplitMix64(seed: 8)
        let credentials = [
            ICECredentials(using: &generator), ICECredentials(using: &generator),
        ]
        let addresses = [AgentPair.clientAddress, AgentPair.otherClientAddress]
        var agents = [0, 1].map { index in
            var agent = ICEControllingAgent(
                local: credentials[index],
                remote: credentials[1 - index],
                localAddresses: [addresses[index]],
                generator: SplitMix64(seed: UInt64(index)),
                now: .after(0),
            )
            agent.add(.host(addresses[1 - index]))
            return agent
        }
        var network = VirtualNetwork()
        var now = Instant.after(0)
        while let next = (agents.map(\.deadline) + [network.nextArrival]).compactMap({ $0 }).min(),
            next < .after(3000)
        {
            now = max(now, next)
            var sent: [(bytes: [UInt8], path: TransportPath)] = []
            while let datagram = network.take(now: now) {
                let index = datagram.path.local == addresses[0] ? 0 : 1
                agents[index].handle(datagram.bytes.span, on: datagram.path, now: now) {
                    sent.append(($0.array, $1))
                }
            }
            for index in agents.indices {
                agents[index].handleTimeout(now: now) { sent.append(($0.array, $1)) }
            }
            for item in sent { network.send(item.bytes.span, from: item.path, now: now) }
        }
        #expect(agents.map(\.state) == [.connected, .connected])
        #expect(agents[0].role != agents[1].role)
        #expect(agents[0].path == TransportPath(local: addresses[0], remote: addresses[1]))
        #expect(agents[1].path == TransportPath(local: addresses[1], remote: addresses[0]))
    }
}
