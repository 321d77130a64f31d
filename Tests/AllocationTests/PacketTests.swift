import ICE
import Media
import Peer
import TestKit
import Testing

/// A packet on its way into a peer and out of one, its repair and the reports about it allocate
/// nothing.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot))
struct PacketTests {
    @Test func soundAndPictureOneWay() throws {
        let call = try PacketCall()
        call.expectNoAllocation()
    }

    @Test func lossAndRepair() throws {
        let call = try PacketCall()
        call.dropsEvery = 7
        call.expectNoAllocation()
        #expect(call.repeated > 0, "lost packets were asked for and sent again")
    }
}

/// A call whose packets are carried by hand, so that what each end allocates is told apart.
private final class PacketCall {
    /// 33 ms of media each.
    private static let warmUp = 90
    private static let rounds = 150

    /// Every so many datagrams of the sender one is lost; 0: none.
    var dropsEvery = 0
    /// Packets that the sender sent again.
    private(set) var repeated = 0

    private let sender: Peer
    private let receiver: Peer
    private let audio: TrackID
    private let video: TrackID
    private let inlets: [MediaInlet]
    private let inward = TransportPath(
        local: VirtualCall.serverAddress,
        remote: VirtualCall.clientAddress,
    )
    private let outward = TransportPath(
        local: VirtualCall.clientAddress,
        remote: VirtualCall.serverAddress,
    )
    private let batch = DatagramBatch(capacity: 64)
    private var now: Instant
    private var datagrams = 0
    private var sendAllocations = 0
    private var receiveAllocations = 0
    private let sound = SyntheticAudio.packet(number: 1)
    private let picture = SyntheticVideo.frame(number: 1, isKeyFrame: false, bytes: 5000)
    private let keyPicture = SyntheticVideo.frame(number: 1, isKeyFrame: true, bytes: 20_000)

    init() throws {
        let call = try VirtualCall()
        try #require(call.connect())
        // Reports, round trips and the first check of consent (RFC 7675), before anything is counted.
        call.run(for: .seconds(7))
        sender = call.client.peer
        receiver = call.server.peer
        audio = try #require(sender.parameters.sendingTrack(.audio))
        video = try #require(sender.parameters.sendingTrack(.video))
        inlets = [
            MediaInlet(kind: .audio, capacityBytes: 1 << 16) {},
            MediaInlet(kind: .video, capacityBytes: 1 << 20) {},
        ]
        receiver.attach(inlets[0], to: audio)
        receiver.attach(inlets[1], to: video)
        now = call.now
    }

    func expectNoAllocation() {
        for round in 0..<Self.warmUp { step(round) }
        sendAllocations = 0
        receiveAllocations = 0
        Allocations.printNext(3)
        for round in Self.warmUp..<Self.warmUp + Self.rounds { step(round) }
        Allocations.printNext(0)
        let units = receiver.statistics.received.reduce(0) { $0 + $1.units }
        #expect(units > Self.rounds, "media came through")
        #expect(sendAllocations == 0, "the way out allocates nothing")
        #expect(receiveAllocations == 0, "the way in allocates nothing")
        repeated = sender.statistics.sent.reduce(0) { $0 + $1.retransmissions }
    }

    /// 33 ms of a call: a frame and two packets of sound, in steps of 3 ms, as the pacer wants.
    private func step(_ round: Int) {
        sendAllocations += Allocations.count { send(round) }
        for _ in 0..<11 {
            now += .milliseconds(3)
            sendAllocations += Allocations.count { work(sender) }
            carry(from: sender, to: receiver, loses: true)
            receiveAllocations += Allocations.count {
                work(receiver)
                for inlet in inlets { while inlet.ring.read({ $1.count }) != nil {} }
            }
            carry(from: receiver, to: sender, loses: false)
        }
    }

    private func send(_ round: Int) {
        // A local, as a span cannot be borrowed from a class over a call.
        let sound = sound
        var unit = CodedUnit(kind: .audio, timestamp: Int64(round) * 1920, instant: now)
        unit.audioLevel = 30
        sender.send(unit, payload: sound.span, on: audio, now: now)
        unit.timestamp += 960
        sender.send(unit, payload: sound.span, on: audio, now: now)
        var frame = CodedUnit(kind: .video, timestamp: Int64(round) * 3000, instant: now)
        frame.isKeyFrame = round % 30 == 0
        let payload = frame.isKeyFrame ? keyPicture : picture
        sender.send(frame, payload: payload.span, on: video, now: now)
    }

    private func work(_ peer: Peer) {
        if let deadline = peer.deadline, deadline <= now { peer.handleTimeout(now: now) }
        while peer.nextEvent() != nil {}
    }

    /// Carries what a peer has to send to the other; both ends are counted, the way between is not.
    private func carry(from source: Peer, to target: Peer, loses: Bool) {
        let path = loses ? inward : outward
        var isFull = true
        while isFull {
            let sent = Allocations.count { isFull = source.drain(now: now, into: batch) }
            var taken = 0
            for index in 0..<batch.count {
                datagrams += 1
                if loses, dropsEvery > 0, datagrams % dropsEvery == 0 { continue }
                var bytes = batch.withBytes(at: index) { [UInt8](copying: $0) }
                taken += Allocations.count {
                    var datagram = bytes.mutableSpan
                    target.handle(&datagram, on: path, now: now)
                }
            }
            batch.removeAll()
            sendAllocations += loses ? sent : taken
            receiveAllocations += loses ? taken : sent
        }
    }
}
