package import ICE
package import Media
package import Peer
package import SecureTransport
import Synchronization

/// A `PeerHost` in the virtual network: what the I/O shard is in the program.
///
/// Commands may come from any thread and wait until the simulation runs; all else happens on the
/// thread that runs the simulation.
package final class VirtualPeerHost: PeerHost, VirtualEndpoint, @unchecked Sendable {
    private enum Command: Sendable {
        case add(PeerID, PeerParameters, @Sendable (PeerEvent) -> Void)
        case update(PeerID, PeerParameters)
        case remove(PeerID)
        case attach(MediaInlet?, TrackID, PeerID)
        case open(MediaOutlet)
        case close(MediaOutlet)
        case subscribe(PeerID, TrackID, MediaOutlet?)
        case requestKeyFrame(PeerID, TrackID)
        case statistics(PeerID, CheckedContinuation<PeerStatistics?, Never>)
    }

    private struct Leg {
        let peer: Peer
        let events: @Sendable (PeerEvent) -> Void
        var fragments: Set<FragmentKey>
    }

    /// An outlet and who receives it.
    private struct Channel {
        let outlet: MediaOutlet
        var subscribers: [(peer: PeerID, track: TrackID)] = []
    }

    package let candidates: [Candidate]
    package let fingerprint: Fingerprint
    package let addresses: [TransportAddress]
    private let identity: DTLSIdentity
    private let wallClock: WallClock
    private let commands = Mutex<[Command]>([])
    private let hasUnits = Atomic<Bool>(false)

    private var legs: [(id: PeerID, leg: Leg)] = []
    private var paths: [TransportPath: PeerID] = [:]
    private var channels: [Channel] = []
    private let batch = DatagramBatch(capacity: 16)
    private var lastWake = Instant(nanoseconds: 0)
    /// Datagrams that belonged to no peer.
    package private(set) var strayDatagrams = 0

    package init(
        address: TransportAddress,
        wallClock: WallClock,
    ) throws(SecureTransportError) {
        addresses = [address]
        candidates = [.host(address)]
        self.wallClock = wallClock
        identity = try DTLSIdentity()
        fingerprint = identity.fingerprint
    }

    // MARK: PeerHost

    package func add(
        _ id: PeerID,
        parameters: PeerParameters,
        events: @escaping @Sendable (PeerEvent) -> Void,
    ) {
        post(.add(id, parameters, events))
    }

    package func update(_ id: PeerID, parameters: PeerParameters) {
        post(.update(id, parameters))
    }

    package func remove(_ id: PeerID) { post(.remove(id)) }

    package func attach(_ inlet: MediaInlet?, to track: TrackID, of peer: PeerID) {
        post(.attach(inlet, track, peer))
    }

    package func makeOutlet(_ kind: MediaKind, capacityBytes: Int) -> MediaOutlet {
        let outlet = MediaOutlet(kind: kind, capacityBytes: capacityBytes) { [weak self] in
            self?.hasUnits.store(true, ordering: .releasing)
        }
        post(.open(outlet))
        return outlet
    }

    package func close(_ outlet: MediaOutlet) { post(.close(outlet)) }

    package func subscribe(_ peer: PeerID, track: TrackID, to outlet: MediaOutlet?) {
        post(.subscribe(peer, track, outlet))
    }

    package func requestKeyFrame(from peer: PeerID, track: TrackID) {
        post(.requestKeyFrame(peer, track))
    }

    package func statistics(of peer: PeerID) async -> PeerStatistics? {
        await withCheckedContinuation { post(.statistics(peer, $0)) }
    }

    private func post(_ command: Command) { commands.withLock { $0.append(command) } }

    // MARK: VirtualEndpoint

    package var deadline: Instant? {
        let hasCommands = commands.withLock { !$0.isEmpty }
        if hasCommands || hasUnits.load(ordering: .acquiring) { return lastWake }
        var earliest: Instant?
        for (_, leg) in legs {
            guard let deadline = leg.peer.deadline else { continue }
            earliest = min(earliest ?? deadline, deadline)
        }
        return earliest
    }

    package func receive(_ flight: Flight, in network: inout NetworkEmulator, now: Instant) {
        runCommands(now: now)
        let path = TransportPath(local: flight.destination, remote: flight.source)
        guard let leg = leg(for: flight.bytes, on: path) else {
            strayDatagrams += 1
            return
        }
        var bytes = flight.bytes
        var span = bytes.mutableSpan
        leg.peer.handle(&span, on: path, now: now)
        flush(leg, into: &network, now: now)
    }

    package func wake(in network: inout NetworkEmulator, now: Instant) {
        lastWake = now
        runCommands(now: now)
        if hasUnits.exchange(false, ordering: .acquiringAndReleasing) { fanOut(now: now) }
        for (_, leg) in legs {
            if let deadline = leg.peer.deadline, deadline <= now {
                leg.peer.handleTimeout(now: now)
            }
            flush(leg, into: &network, now: now)
        }
        removeClosed(into: &network, now: now)
    }

    /// Peers that said good-bye; their last datagrams are still to go out.
    private var closing: [Leg] = []

    private func removeClosed(into network: inout NetworkEmulator, now: Instant) {
        for leg in closing { flush(leg, into: &network, now: now) }
        closing.removeAll()
    }

    private func leg(for bytes: [UInt8], on path: TransportPath) -> Leg? {
        if STUN.isSTUN(bytes.span), let fragment = STUN.usernameFragment(of: bytes.span) {
            for (id, leg) in legs where leg.fragments.contains(fragment) {
                paths[path] = id
                return leg
            }
            return nil
        }
        if let id = paths[path], let found = legs.first(where: { $0.id == id }) {
            return found.leg
        }
        // A client whose address changed: with one candidate only, it must be that one.
        return legs.count == 1 ? legs[0].leg : nil
    }

    private func flush(_ leg: Leg, into network: inout NetworkEmulator, now: Instant) {
        var isFull = true
        while isFull {
            isFull = leg.peer.drain(now: now, into: batch)
            for index in 0..<batch.count {
                let path = batch.path(at: index)
                let bytes = batch.withBytes(at: index) { [UInt8](copying: $0) }
                network.send(bytes, from: path.local, to: path.remote, now: now)
            }
            batch.removeAll()
        }
        while let event = leg.peer.nextEvent() { leg.events(event) }
    }

    private func fanOut(now: Instant) {
        for channel in channels {
            var more = true
            while more {
                let read: Void? = channel.outlet.ring.read { unit, payload in
                    for (id, track) in channel.subscribers {
                        peer(id)?.send(unit, payload: payload, on: track, now: now)
                    }
                }
                more = read != nil
            }
        }
    }

    private func peer(_ id: PeerID) -> Peer? { legs.first { $0.id == id }?.leg.peer }

    // MARK: Commands

    private func runCommands(now: Instant) {
        let waiting = commands.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
        for command in waiting { run(command, now: now) }
    }

    private func run(_ command: Command, now: Instant) {
        switch command {
        case .add(let id, let parameters, let events):
            add(id, parameters, events, now: now)
        case .update(let id, let parameters):
            guard let index = legs.firstIndex(where: { $0.id == id }) else { return }
            if let key = FragmentKey(parameters.localCredentials.usernameFragment) {
                legs[index].leg.fragments.insert(key)
            }
            legs[index].leg.peer.update(parameters, now: now)
        case .remove(let id):
            remove(id, now: now)
        case .attach(let inlet, let track, let id):
            peer(id)?.attach(inlet, to: track)
        case .open(let outlet):
            channels.append(Channel(outlet: outlet))
        case .close(let outlet):
            close(outlet, now: now)
        case .subscribe(let id, let track, let outlet):
            subscribe(id, track, outlet, now: now)
        case .requestKeyFrame(let id, let track):
            peer(id)?.requestKeyFrame(on: track, now: now)
        case .statistics(let id, let continuation):
            continuation.resume(returning: peer(id)?.statistics)
        }
    }

    private func add(
        _ id: PeerID,
        _ parameters: PeerParameters,
        _ events: @escaping @Sendable (PeerEvent) -> Void,
        now: Instant,
    ) {
        do {
            let peer = try Peer(
                id: id,
                parameters: parameters,
                identity: identity,
                wallClock: wallClock,
                seed: id.rawValue,
                now: now,
            )
            let key = FragmentKey(parameters.localCredentials.usernameFragment)
            let fragments = Set([key].compactMap(\.self))
            legs.append((id, Leg(peer: peer, events: events, fragments: fragments)))
        } catch {
            events(.failed("\(error)"))
        }
    }

    private func remove(_ id: PeerID, now: Instant) {
        guard let index = legs.firstIndex(where: { $0.id == id }) else { return }
        let leg = legs.remove(at: index).leg
        leg.peer.close(now: now)
        closing.append(leg)
        for channel in channels.indices {
            channels[channel].subscribers.removeAll { $0.peer == id }
        }
        paths = paths.filter { $0.value != id }
    }

    private func close(_ outlet: MediaOutlet, now: Instant) {
        guard let index = channels.firstIndex(where: { $0.outlet === outlet }) else { return }
        for (id, track) in channels[index].subscribers {
            peer(id)?.subscribe(track, to: nil, now: now)
        }
        channels.remove(at: index)
    }

    private func subscribe(
        _ id: PeerID,
        _ track: TrackID,
        _ outlet: MediaOutlet?,
        now: Instant,
    ) {
        for index in channels.indices {
            channels[index].subscribers.removeAll { $0.peer == id && $0.track == track }
            if channels[index].outlet === outlet {
                channels[index].subscribers.append((id, track))
            }
        }
        peer(id)?.subscribe(track, to: outlet, now: now)
    }
}
