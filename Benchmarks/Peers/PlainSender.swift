import Bots
import Codecs
import Glibc
import Media
import RTP
import Synchronization

/// Sends the media of a number of people as plain RTP to ports of this machine, in real time.
final class PlainSender: @unchecked Sendable {
    private let room: RoomShape
    private let pictures: [VideoClip]
    private let sounds: [CodedSound]
    private let socket: Int32
    private let isOver = Atomic<Bool>(false)
    private var thread: pthread_t?
    private let videoPort: (Int) -> Int
    private let soundPort: (Int) -> Int
    private var packet = [UInt8](repeating: 0, count: 1500)
    private var sequences: [UInt16]

    init(
        _ room: RoomShape,
        videoPort: @escaping (Int) -> Int,
        soundPort: @escaping (Int) -> Int,
    ) throws {
        self.room = room
        self.videoPort = videoPort
        self.soundPort = soundPort
        pictures = try (1...min(room.people, 4)).map {
            try CodedPictures(number: $0, size: room.camera, keeping: 1).clip
        }
        sounds = try (1...max(1, room.people)).map { try CodedSound(number: $0) }
        sequences = Array(repeating: 0, count: 2 * room.people)
        socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { throw BenchmarkFault("no UDP socket: errno \(errno)") }
    }

    deinit { close(socket) }

    func start() {
        let retained = Unmanaged.passRetained(self).toOpaque()
        var handle = pthread_t()
        pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<PlainSender>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            retained,
        )
        thread = handle
    }

    func stop() {
        isOver.store(true, ordering: .releasing)
        if let thread { pthread_join(thread, nil) }
        thread = nil
    }

    /// A tick every 10 ms: sound on each second one, pictures when a frame is due.
    private func run() {
        let began = ContinuousClock.now
        var tick = 0
        var frame = 0
        while !isOver.load(ordering: .acquiring) {
            if tick % 2 == 0 { sendSound(tick / 2) }
            while frame * 100 <= tick * room.frameRate {
                sendPictures(frame)
                frame += 1
            }
            tick += 1
            let wait = began + .milliseconds(10 * tick) - .now
            guard wait > .zero else { continue }
            usleep(UInt32(wait.components.attoseconds / 1_000_000_000_000))
        }
    }

    private func sendSound(_ tick: Int) {
        for person in 0..<room.talkers {
            sounds[person].withPacket(tick) { payload in
                let start = header(
                    111,
                    marker: false,
                    stream: room.people + person,
                    timestamp: UInt32(truncatingIfNeeded: tick * 960),
                )
                for index in 0..<payload.count { packet[start + index] = payload[index] }
                send(start + payload.count, to: soundPort(person))
            }
        }
    }

    private func sendPictures(_ frame: Int) {
        for person in 0..<room.people {
            let clip = pictures[person % pictures.count]
            let coded = clip.frames[frame % clip.frames.count]
            let bytes = clip.bytes.span.extracting(coded.range)
            let packetizer = VP8Packetizer(
                frameBytes: bytes.count,
                descriptor: VP8PayloadDescriptor(),
                maximumPayloadBytes: 1160,
            )
            for index in 0..<packetizer.count {
                let start = header(
                    96,
                    marker: packetizer.isLast(index),
                    stream: person,
                    timestamp: UInt32(truncatingIfNeeded: frame * 90_000 / room.frameRate),
                )
                var span = packet.mutableSpan
                let end = packetizer.writePayload(index, of: bytes, into: &span, at: start)
                send(end ?? start, to: videoPort(person))
            }
        }
    }

    /// - Returns: where the payload begins.
    private func header(_ type: UInt8, marker: Bool, stream: Int, timestamp: UInt32) -> Int {
        let header = RTPHeader(
            marker: marker,
            payloadType: PayloadType(type),
            sequence: SequenceNumber(sequences[stream]),
            timestamp: RTPTimestamp(timestamp),
            ssrc: SSRC(UInt32(1000 + stream)),
        )
        sequences[stream] &+= 1
        var buffer = [UInt8](repeating: 0, count: RTPHeader.fixedBytes)
        var span = buffer.mutableSpan
        _ = header.write(extensions: HeaderExtensions(), map: ExtensionMap(), into: &span)
        packet.replaceSubrange(..<buffer.count, with: buffer)
        return buffer.count
    }

    private func send(_ count: Int, to port: Int) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let size = socklen_t(MemoryLayout<sockaddr_in>.size)
                _ = sendto(socket, packet, count, 0, address, size)
            }
        }
    }
}
