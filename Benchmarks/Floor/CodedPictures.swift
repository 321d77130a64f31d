import Bots
import Codecs
import Compositing
import Media

/// What a bot sends as video, coded as the bots of a load code theirs, and some of it decoded.
struct CodedPictures {
    let clip: VideoClip
    /// Its first frames, for encoders that want moving pictures.
    let pictures: [Picture]

    init(number: Int, size: PixelSize, keeping count: Int = 30) throws {
        var settings = PatternSettings()
        settings.size = size
        let clip = try VideoClip.pattern(number: number, settings)
        var decoder = try VP8Decoder()
        var scaler = TileScaler()
        var pictures: [Picture] = []
        for frame in clip.frames.prefix(count) {
            let picture = Picture(size: size)
            _ = try decoder.decode(clip.bytes.span.extracting(frame.range)) { planes in
                scaler.scale(planes, into: picture, fit: .stretch)
            }
            pictures.append(picture)
        }
        self.clip = clip
        self.pictures = pictures
    }
}
