import Codecs
import Conference
import ICE
import Layout
import Media
import Peer
import SDP
import Scheduling
import SecureTransport
import Sockets
import TestKit
import Testing

/// A room with people in it who talk and show themselves, over real sockets: once it is running,
/// neither its I/O thread nor its lanes allocate.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot), .serialized)
struct RoomTests {
    /// Ticks of 20 ms of sound.
    private static let warmUp = 150
    private static let counted = 150

    @Test func mediaThreadsOfARunningRoom() async throws {
        let scheduler = try Scheduler(SchedulerConfiguration(audioCPUs: [0], videoCPUs: [0]))
        defer { scheduler.stop() }
        let host = try Self.shard(thread: "tess-io0")
        defer { host.stop() }
        var configuration = ConferenceConfiguration()
        configuration.canvas = PixelSize(width: 640, height: 360)
        let conference = try Conference(
            configuration: configuration,
            scheduler: scheduler,
            host: host,
            library: LayoutLibrary(shipped: LayoutCatalogue([.grid])),
            storage: NoStorage(),
        )
        // A port each, since the room tells people apart by their addresses. Their threads have
        // other names.
        let clients = try (0..<2).map { try Self.shard(thread: "client-io\($0)") }
        defer { for client in clients { client.stop() } }
        let media = try RecordedMedia()
        let people = try await [
            Participant("Ada", in: conference, on: clients[0], media),
            Participant("Ben", in: conference, on: clients[1], media),
        ]
        await Self.run(people, ticks: Self.warmUp)
        let seen = people.map(\.picturesReceived)
        let before = Self.allocations
        await Self.run(people, ticks: Self.counted)
        let made = zip(Self.allocations, before).map { $0 - $1 }
        #expect(made == [0, 0, 0], "allocations of \(Self.threads.joined(separator: ", "))")
        if made != [0, 0, 0] {
            for thread in Self.threads {
                Allocations.printNext(8, ofThreads: thread)
                await Self.run(people, ticks: 50)
            }
            Allocations.printNext(0, ofThreads: nil)
        }
        // Some ninety, or half of them where other work takes the processor.
        let pictures = zip(people.map(\.picturesReceived), seen).map { $0 - $1 }
        #expect(pictures.allSatisfy { $0 > 30 }, "pictures came: \(pictures)")
        await conference.drain(reason: "done")
    }

    private static let threads = ["tess-io0", "tess-a", "tess-v"]

    private static var allocations: [Int] { threads.map { Allocations.ofThreads($0) } }

    private static func run(_ people: [Participant], ticks: Int) async {
        await withTaskGroup { group in
            for person in people { group.addTask { await person.run(ticks: ticks) } }
        }
    }

    private static func shard(thread: String) throws -> Shard {
        var configuration = ShardConfiguration(
            port: 0,
            addresses: [TransportAddress(ipv4: 0x7F00_0001, port: 0)],
        )
        configuration.threadName = thread
        return try Shard(
            configuration,
            identity: DTLSIdentity(),
            wallClock: MonotonicClock.wallClock(),
        )
    }
}

/// Somebody in the room, who sends a packet of sound for each that comes, and a frame for every
/// second one or so: the room's own ticks set the pace.
private final class Participant: Sendable {
    private let membership: Membership
    private let media: RecordedMedia
    private let sound: MediaOutlet
    private let picture: MediaOutlet
    private let heard: MediaInlet
    private let seen: MediaInlet
    private let ticks: AsyncStream<Void>
    private let state = State()

    /// What belongs to the one task that runs the participant.
    private final class State: @unchecked Sendable {
        var tick = 0
        var frame = 0
        var pictures = 0
    }

    var picturesReceived: Int { state.pictures }

    init(
        _ name: String,
        in conference: Conference,
        on shard: Shard,
        _ media: RecordedMedia,
    ) async throws {
        self.media = media
        let (ticks, tick) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(8))
        self.ticks = ticks
        heard = MediaInlet(kind: .audio, capacityBytes: 1 << 16) { tick.yield() }
        seen = MediaInlet(kind: .video, capacityBytes: 1 << 20) {}
        membership = try await conference.join(JoinRequest(room: "counted", name: name))
        var random = SecureRandom()
        var negotiation = ClientNegotiation(
            cname: name,
            fingerprint: shard.fingerprint,
            candidates: shard.candidates,
            using: &random,
        )
        let audio = negotiation.addSection(.audio)
        let video = negotiation.addSection(.video)
        let offer = negotiation.offer()
        let answer = try await membership.room.negotiate(membership.sitting, offer: offer)
        let parameters = try negotiation.accept(answer: answer)
        let id = PeerID(rawValue: random.next())
        let (connected, isConnected) = AsyncStream<Void>.makeStream()
        shard.add(id, parameters: parameters) { event in
            if event == .connected { isConnected.finish() }
        }
        shard.attach(heard, to: audio, of: id)
        shard.attach(seen, to: video, of: id)
        sound = shard.makeOutlet(.audio, capacityBytes: 1 << 16)
        picture = shard.makeOutlet(.video, capacityBytes: 1 << 18)
        shard.subscribe(id, track: audio, to: sound)
        shard.subscribe(id, track: video, to: picture)
        for await _ in connected {}
    }

    /// Talks and shows itself for so many packets of the room's sound.
    func run(ticks count: Int) async {
        var rest = count
        for await _ in ticks {
            while heard.ring.read({ $1.count }) != nil {
                send()
                rest -= 1
            }
            while seen.ring.read({ $1.count }) != nil { state.pictures += 1 }
            if rest <= 0 { return }
        }
    }

    private func send() {
        let now = MonotonicClock.now()
        let packet = media.packets[state.tick % media.packets.count]
        var unit = CodedUnit(kind: .audio, timestamp: Int64(state.tick) * 960, instant: now)
        unit.audioLevel = 20
        sound.ring.write(unit, payload: packet.span)
        sound.notify()
        state.tick += 1
        // Three frames to five ticks are thirty a second.
        guard state.tick * 3 / 5 > state.frame || state.frame == 0 else { return }
        let frame = media.frames[state.frame % media.frames.count]
        var shown = CodedUnit(kind: .video, timestamp: Int64(state.frame) * 3000, instant: now)
        shown.isKeyFrame = state.frame % media.frames.count == 0
        picture.ring.write(shown, payload: frame.span)
        picture.notify()
        state.frame += 1
    }
}

/// Two seconds of sound and picture, to be sent again and again.
private struct RecordedMedia: Sendable {
    let packets: [[UInt8]]
    /// The first is a key frame.
    let frames: [[UInt8]]

    init() throws {
        packets = try SoundTests.packets(100)
        frames = try PictureTests.frames(60, keyFrameInterval: 60)
    }
}

/// Nobody makes layouts here.
private struct NoStorage: LayoutStorage {
    func place(for name: String, isTaken: (String) -> Bool) -> String { name }

    func keep(_ document: LayoutDocument, at place: String) throws(LayoutStorageError) {
        throw LayoutStorageError("there is no place for it")
    }

    func remove(_ place: String) throws(LayoutStorageError) {
        throw LayoutStorageError("nothing is there")
    }
}
