import Compositing
import Media

/// Gives the pictures of a bot's pattern as its camera sends them: turned, if it is held so.
struct PatternCamera: ~Copyable {
    /// How what it sends is to be turned before it is shown.
    let orientation: PictureOrientation
    private let painter: PatternPainter
    private let drawn: Picture
    private let sent: Picture
    private var scaler = TileScaler()

    init(number: Int, _ settings: PatternSettings) {
        orientation = settings.orientation
        painter = PatternPainter(number: number, size: settings.size)
        drawn = Picture(size: settings.size)
        let isUpright = orientation == .upright
        sent = isUpright ? drawn : Picture(size: orientation.turned(settings.size))
    }

    /// The picture of a frame, to be sent before the next one is asked for.
    mutating func picture(frame: Int, milliseconds: UInt32) -> Picture {
        painter.paint(drawn, frame: frame, milliseconds: milliseconds)
        if orientation != .upright {
            scaler.scale(drawn, into: sent, fit: .stretch, orientation: orientation.inverse)
        }
        return sent
    }
}
