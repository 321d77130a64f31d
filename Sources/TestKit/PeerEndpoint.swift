package import ICE
package import Media
package import Peer
import SDP
package import SecureTransport

/// A coded unit as a lane would have taken it out of an inlet.
package struct ReceivedUnit: Sendable {
    package var unit: CodedUnit
    package var payload: [UInt8]
}

/// One peer at one address in the emulated network, with inlets that keep what comes in.
package final class PeerEndpoint: VirtualEndpoint {
    package let address: TransportAddress
    package let peer: Peer
    /// Everything that the peer told, oldest first.
    package private(set) var events: [PeerEvent] = []
    /// What came in, by track.
    package private(set) var received: [TrackID: [ReceivedUnit]] = [:]
    /// Copies of every datagram sent, if wanted.
    package var recordsSent = false
    package private(set) var sentDatagrams: [Flight] = []
    private var inlets: [TrackID: MediaInlet] = [:]
    private let batch = DatagramBatch(capacity: 8)

    package init(
        address: TransportAddress,
        parameters: PeerParameters,
        identity: DTLSIdentity,
        wallClock: WallClock,
        seed: UInt64,
        now: Instant,
    ) throws(SecureTransportError) {
        self.address = address
        peer = try Peer(
            id: PeerID(rawValue: seed),
            parameters: parameters,
            identity: identity,
            wallClock: wallClock,
            seed: seed,
            now: now,
        )
        attachInlets(parameters)
    }

    /// Takes up the result of a renegotiation.
    package func update(_ parameters: PeerParameters, now: Instant) {
        peer.update(parameters, now: now)
        attachInlets(parameters)
    }

    package var addresses: [TransportAddress] { [address] }
    package var deadline: Instant? { peer.deadline }

    package func receive(_ flight: Flight, in network: inout NetworkEmulator, now: Instant) {
        let path = TransportPath(local: flight.destination, remote: flight.source)
        var bytes = flight.bytes
        var span = bytes.mutableSpan
        peer.handle(&span, on: path, now: now)
        flush(into: &network, now: now)
    }

    package func wake(in network: inout NetworkEmulator, now: Instant) {
        peer.handleTimeout(now: now)
        flush(into: &network, now: now)
    }

    /// Sends what waits; after calls to `peer` from outside of the simulation.
    package func flush(into network: inout NetworkEmulator, now: Instant) {
        var isFull = true
        while isFull {
            isFull = peer.drain(now: now, into: batch)
            for index in 0..<batch.count {
                let path = batch.path(at: index)
                let bytes = batch.withBytes(at: index) { [UInt8](copying: $0) }
                network.send(bytes, from: path.local, to: path.remote, now: now)
                guard recordsSent else { continue }
                let flight = Flight(
                    source: path.local,
                    destination: path.remote,
                    bytes: bytes,
                    arrival: now,
                )
                sentDatagrams.append(flight)
            }
            batch.removeAll()
        }
        while let event = peer.nextEvent() { events.append(event) }
        collect()
    }

    /// Whether an event of this kind was told.
    package func saw(_ event: PeerEvent) -> Bool { events.contains(event) }

    /// The numbers of the synthetic video frames that came whole, in their order.
    package func frameNumbers(_ track: TrackID) -> [Int] {
        received[track, default: []].compactMap { SyntheticVideo.number(of: $0.payload) }
    }

    /// The numbers of the synthetic audio packets that came, in their order.
    package func audioNumbers(_ track: TrackID) -> [Int] {
        received[track, default: []].compactMap { SyntheticAudio.number(of: $0.payload) }
    }

    private func attachInlets(_ parameters: PeerParameters) {
        for media in parameters.media where media.isAccepted && media.direction.receives {
            let track = TrackID(index: media.index)
            guard inlets[track] == nil, let kind = media.kind else { continue }
            let inlet = MediaInlet(kind: kind, capacityBytes: 1 << 20) {}
            inlets[track] = inlet
            peer.attach(inlet, to: track)
        }
    }

    private func collect() {
        for (track, inlet) in inlets {
            while let unit = inlet.ring.read({ unit, payload in
                ReceivedUnit(unit: unit, payload: [UInt8](copying: payload))
            }) {
                received[track, default: []].append(unit)
            }
        }
    }
}
