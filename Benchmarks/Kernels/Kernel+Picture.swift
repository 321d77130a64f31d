import Bots
import Codecs
import Compositing
import Media

extension Kernel {
    private static let canvas = PixelSize(width: 1280, height: 720)

    /// Scaling, composing and coding of pictures.
    static func picture() throws -> [Kernel] {
        [
            scale(
                from: PixelSize(width: 640, height: 360),
                to: PixelSize(width: 426, height: 240),
            ),
            scale(
                from: PixelSize(width: 1280, height: 720),
                to: PixelSize(width: 640, height: 360),
            ),
            scale(
                from: PixelSize(width: 1280, height: 720),
                to: PixelSize(width: 426, height: 240),
            ),
            compose(changed: 9),
            compose(changed: 1),
            label(),
            try encode(),
            try decode(),
        ]
    }

    private static func scale(from source: PixelSize, to size: PixelSize) -> Kernel {
        let picture = Picture(size: source)
        let tile = Picture(size: size)
        let scaler = Box(TileScaler())
        return Kernel(
            name: "scale",
            unit: "\(source.width)×\(source.height) to \(size.width)×\(size.height)",
            bytes: source.width * source.height * 3 / 2,
        ) { scaler.value.scale(picture, into: tile, fit: .cover) }
    }

    /// Nine tiles of a mosaic, so many of them with a new picture.
    private static func compose(changed: Int) -> Kernel {
        let size = PixelSize(width: 426, height: 240)
        let pictures = (0..<18).map { _ in Picture(size: size) }
        let composer = Box(CanvasComposer(size: canvas))
        var tiles = (0..<9).map { index in
            let rect = PixelRect(
                x: index % 3 * 426,
                y: index / 3 * 240,
                width: size.width,
                height: size.height,
            )
            return CanvasTile(rect: rect, picture: pictures[index])
        }
        var frame = 0
        return Kernel(
            name: "tile copy",
            unit: "3×3 mosaic at 720p, \(changed) of 9 changed",
            bytes: changed * size.width * size.height * 3 / 2,
        ) {
            frame += 1
            for index in 0..<changed {
                tiles[index].picture = pictures[index + (frame & 1) * 9]
            }
            _ = composer.value.compose(tiles, background: .black)
        }
    }

    /// What a new name costs, off the lanes.
    private static func label() -> Kernel {
        let rasteriser = Box(Rasteriser())
        return Kernel(name: "label drawing", unit: "12 letters 20 pixels high, once a name") {
            let label = Artwork.label(
                text: "Ada Lovelace",
                letterHeight: 20,
                maximumWidth: 300,
                isMuted: true,
            )
            _ = try? rasteriser.value.draw(label)
        }
    }

    private static func encode() throws -> Kernel {
        let media = try CodedPictures(number: 1, size: canvas)
        let encoder = Box(
            try VP8Encoder(VP8EncoderConfiguration(size: canvas, bitRate: .kilobits(1500)))
        )
        var frame: Int64 = 0
        return Kernel(name: "VP8 encode", unit: "720p, 1.5 Mbit/s, speed −8") {
            frame += 1
            let picture = media.pictures[Int(frame) % media.pictures.count]
            try? encoder.value.encode(picture, timestamp: frame * 3000, forceKeyFrame: false) {
                _,
                _ in
            }
        }
    }

    private static func decode() throws -> Kernel {
        let clip = try CodedPictures(number: 1, size: PixelSize(width: 640, height: 360)).clip
        let decoder = Box(try VP8Decoder())
        var index = 0
        return Kernel(name: "VP8 decode", unit: "640×360 at 600 kbit/s") {
            let frame = clip.frames[index % clip.frames.count]
            index += 1
            _ = try? decoder.value.decode(clip.bytes.span.extracting(frame.range)) { _ in }
        }
    }
}
