import ICE
import Media
import Peer
import SDP
import SecureTransport
import Synchronization
import TestKit
import Testing

/// Several clients at one virtual host, which fans out what outlets carry.
@Suite struct HostTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    /// A host and what its peers told.
    final class World {
        let simulation = Simulation(seed: 4)
        let host: VirtualPeerHost
        let told = Told()
        private var generator = SplitMix64(seed: 4)
        private var count: UInt64 = 0

        final class Told: Sendable {
            private let events = Mutex<[(PeerID, PeerEvent)]>([])
            func add(_ id: PeerID, _ event: PeerEvent) {
                events.withLock { $0.append((id, event)) }
            }
            func events(of id: PeerID) -> [PeerEvent] {
                events.withLock { $0.filter { $0.0 == id }.map(\.1) }
            }
        }

        init() throws {
            host = try VirtualPeerHost(
                address: VirtualCall.serverAddress,
                wallClock: simulation.wallClock,
            )
            simulation.add(host)
        }

        func join() throws -> (PeerID, PeerEndpoint) {
            count += 1
            let id = PeerID(rawValue: count)
            let address = TransportAddress(ipv4: 0x0A00_0100 + UInt32(count), port: 40_000)
            let identity = try DTLSIdentity()
            var client = ClientNegotiation(
                cname: "client \(count)",
                fingerprint: identity.fingerprint,
                candidates: [.host(address)],
                using: &generator,
            )
            client.addSection(.audio)
            client.addSection(.video)
            var server = Negotiation(
                cname: "room",
                fingerprint: host.fingerprint,
                candidates: host.candidates,
                using: &generator,
            )
            let (answer, parameters) = try server.answer(offer: client.offer())
            host.add(id, parameters: parameters) { [told] in told.add(id, $0) }
            let endpoint = try PeerEndpoint(
                address: address,
                parameters: try client.accept(answer: answer),
                identity: identity,
                wallClock: simulation.wallClock,
                seed: count,
                now: simulation.now,
            )
            simulation.add(endpoint)
            return (id, endpoint)
        }

        /// Puts frames into an outlet as an encoder would; key frames only when asked for.
        func encode(_ frames: Range<Int>, into outlet: MediaOutlet) -> [KeyFrameRequest] {
            var requests: [KeyFrameRequest] = []
            for number in frames {
                let request = outlet.takeKeyFrameRequest()
                if let request { requests.append(request) }
                var unit = CodedUnit(
                    kind: .video,
                    timestamp: Int64(number) * 3000,
                    instant: simulation.now,
                )
                unit.isKeyFrame = request != nil
                let payload = SyntheticVideo.frame(
                    number: number,
                    isKeyFrame: unit.isKeyFrame,
                    bytes: 2000,
                )
                outlet.ring.write(unit, payload: payload.span)
                outlet.notify()
                simulation.run(for: Interval(ticks: 3000, clockRate: 90_000))
            }
            return requests
        }
    }

    @Test func oneOutletFeedsAllSubscribers() throws {
        let world = try World()
        let outlet = world.host.makeOutlet(.video, capacityBytes: 1 << 20)
        let (first, firstClient) = try world.join()
        let (second, secondClient) = try world.join()
        world.host.subscribe(first, track: video, to: outlet)
        world.host.subscribe(second, track: video, to: outlet)
        world.simulation.run(for: .milliseconds(500))
        #expect(world.told.events(of: first) == [.connected])
        #expect(world.encode(0..<30, into: outlet) == [.newcomer])
        #expect(firstClient.frameNumbers(video) == Array(0..<30))
        #expect(secondClient.frameNumbers(video) == Array(0..<30))
        world.host.close(outlet)
        world.simulation.run(for: .milliseconds(100))
        _ = world.encode(30..<31, into: outlet)
        #expect(firstClient.frameNumbers(video).count == 30)
    }

    @Test func anotherOutletTakesOverWithAKeyFrameAndWithoutAGap() throws {
        let world = try World()
        let one = world.host.makeOutlet(.video, capacityBytes: 1 << 20)
        let other = world.host.makeOutlet(.video, capacityBytes: 1 << 20)
        let (id, client) = try world.join()
        world.host.subscribe(id, track: video, to: one)
        world.simulation.run(for: .milliseconds(500))
        _ = world.encode(0..<10, into: one)
        // The other encoding runs on its own and has had its key frame long ago.
        #expect(world.encode(100..<105, into: other).isEmpty)
        world.host.subscribe(id, track: video, to: other)
        world.simulation.run(for: .milliseconds(1))
        #expect(world.encode(105..<115, into: other) == [.newcomer])
        world.simulation.run(for: .milliseconds(50))
        #expect(client.frameNumbers(video) == Array(0..<10) + Array(105..<115))
        let units = try #require(client.received[video]).map(\.unit)
        // Nothing was missing in between: numbers and times go on.
        #expect(client.peer.statistics.received[1].packetsLost == 0)
        #expect(units.allSatisfy { !$0.followsLoss || $0.timestamp == units[0].timestamp })
        let step = units[10].timestamp - units[9].timestamp
        let waited = units[10].instant - units[9].instant
        let error = Interval(ticks: step, clockRate: 90_000) - waited
        #expect(abs(error.milliseconds) < 40)
        #expect(client.peer.statistics.dropped.total == 0)
    }

    @Test func aViewersLossAsksTheEncodingForAKeyFrame() throws {
        let world = try World()
        let outlet = world.host.makeOutlet(.video, capacityBytes: 1 << 20)
        let (id, client) = try world.join()
        world.host.subscribe(id, track: video, to: outlet)
        world.simulation.run(for: .milliseconds(500))
        _ = world.encode(0..<10, into: outlet)
        client.peer.requestKeyFrame(on: video, now: world.simulation.now)
        client.flush(into: &world.simulation.network, now: world.simulation.now)
        world.simulation.run(for: .milliseconds(50))
        #expect(world.encode(10..<20, into: outlet) == [.loss])
        #expect(!world.told.events(of: id).contains(.keyFrameRequested(video)))
    }

    @Test func inletsTellTheirLanes() throws {
        let world = try World()
        let (id, client) = try world.join()
        let seen = Counter()
        let inlet = MediaInlet(kind: .audio, capacityBytes: 1 << 16) { seen.increment() }
        world.host.attach(inlet, to: audio, of: id)
        world.simulation.run(for: .milliseconds(500))
        let source = SyntheticSource(client, audio: audio, video: nil, start: world.simulation.now)
        world.simulation.add(source)
        world.simulation.run(for: .seconds(1))
        #expect(seen.value >= 49)
        var numbers: [Int] = []
        while let number = inlet.ring.read({ _, payload in
            SyntheticAudio.number(of: [UInt8](copying: payload))
        }) {
            numbers.append(number ?? -1)
        }
        #expect(numbers == Array(0..<seen.value))
    }

    @Test func aRemovedPeerSaysGoodBye() throws {
        let world = try World()
        let (id, client) = try world.join()
        world.simulation.run(for: .milliseconds(500))
        world.host.remove(id)
        world.simulation.run(for: .milliseconds(100))
        #expect(client.events.last == .bye)
        #expect(client.peer.deadline == nil)
        let strays = world.host.strayDatagrams
        world.simulation.run(for: .seconds(10))
        #expect(world.host.strayDatagrams == strays)
        #expect(world.told.events(of: id) == [.connected])
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        func increment() { count.withLock { $0 += 1 } }
        var value: Int { count.withLock { $0 } }
    }
}
