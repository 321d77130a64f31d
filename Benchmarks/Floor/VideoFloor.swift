import Bots
import Codecs
import Compositing
import Media
import RTP
import SecureTransport

/// Decode, scale, compose and encode of a room's pictures, and the ciphers of their packets.
final class VideoFloor {
    private final class Source {
        let clip: VideoClip
        var decoder: VP8Decoder
        var scaler = TileScaler()
        var pool: PicturePool
        var cipher: CipherFloor
        var packets = 0

        init(_ clip: VideoClip, tile: PixelSize) throws {
            self.clip = clip
            decoder = try VP8Decoder()
            pool = PicturePool(size: tile, capacity: 4)
            cipher = try CipherFloor()
        }
    }

    private static let packetBytes = 1160
    private let room: RoomShape
    private let sources: [Source]
    private var tiles: [CanvasTile]
    private var composer: CanvasComposer
    private var encoder: VP8Encoder
    private var viewers: [CipherFloor]

    init(_ room: RoomShape, _ pictures: [CodedPictures]) throws {
        self.room = room
        let rects = room.tiles()
        sources = try rects.indices.map {
            try Source(pictures[$0 % pictures.count].clip, tile: rects[$0].size)
        }
        tiles = rects.map { CanvasTile(rect: $0, picture: nil) }
        composer = CanvasComposer(size: room.canvas)
        encoder = try VP8Encoder(
            VP8EncoderConfiguration(
                size: room.canvas,
                bitRate: .kilobits(1500),
                frameRate: room.frameRate,
            )
        )
        viewers = try (0..<room.people).map { _ in try CipherFloor() }
    }

    func run(seconds: Int, _ cost: inout RoomFloor.Cost) throws {
        var watches = (
            decode: Stopwatch(), scale: Stopwatch(), compose: Stopwatch(), encode: Stopwatch(),
        )
        var coded = 0
        let frames = seconds * room.frameRate
        for frame in 0..<frames {
            for index in sources.indices {
                try show(frame, of: index, &watches.decode, &watches.scale)
            }
            let mosaic = watches.compose.measure { composer.compose(tiles, background: .black) }
            guard let mosaic else { continue }
            var bytes = 0
            try watches.encode.measure {
                try encoder.encode(
                    mosaic.picture,
                    timestamp: Int64(frame) * Int64(90_000 / room.frameRate),
                    forceKeyFrame: false,
                ) { data, _ in bytes = data.count }
            }
            coded += bytes
            for index in viewers.indices { viewers[index].seal(packets: Self.packets(bytes)) }
        }
        let scale = 1 / 1e6 / Double(seconds)
        cost.videoDecode += Double(watches.decode.nanoseconds) * scale
        cost.scale += Double(watches.scale.nanoseconds) * scale
        cost.compose += Double(watches.compose.nanoseconds) * scale
        cost.videoEncode += Double(watches.encode.nanoseconds) * scale
        cost.mosaicKilobits = Double(coded) * 8 / 1000 / Double(seconds)
        cost.cipher += Double(cipherNanoseconds()) * scale
    }

    /// Opens, decodes and scales a source's next frame.
    private func show(
        _ frame: Int,
        of index: Int,
        _ decode: inout Stopwatch,
        _ scale: inout Stopwatch,
    ) throws {
        let source = sources[index]
        let clip = source.clip
        let coded = clip.frames[frame % clip.frames.count]
        source.cipher.open(packets: Self.packets(coded.range.count))
        let before = scale.nanoseconds
        let tile = source.pool.take()
        let began = ThreadClock.nanoseconds()
        _ = try source.decoder.decode(clip.bytes.span.extracting(coded.range)) { planes in
            guard let tile else { return }
            scale.measure { source.scaler.scale(planes, into: tile, fit: .cover) }
        }
        let all = ThreadClock.nanoseconds() - began
        decode.add(all - (scale.nanoseconds - before))
        if let tile { tiles[index].picture = tile }
    }

    private func cipherNanoseconds() -> Int64 {
        sources.reduce(0) { $0 + $1.cipher.nanoseconds }
            + viewers.reduce(0) { $0 + $1.nanoseconds }
    }

    private static func packets(_ bytes: Int) -> Int { (bytes + packetBytes - 1) / packetBytes }
}
