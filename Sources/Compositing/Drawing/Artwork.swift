package import Media

/// Something that can be drawn once and laid over tiles many times.
///
/// Equal ones look the same and share one drawing. Heights and widths are in pixels of the canvas.
/// A letter height is the size of the type, what CSS calls `font-size`; a label is 1.66 times as high.
package enum Artwork: Hashable, Sendable {
    /// Something that a tile or the canvas shows by a sign.
    package enum Badge: Hashable, Sendable {
        case muted
        /// The participant's network loses or delays much.
        case weakNetwork
        case reconnecting
        /// No new picture has come for so many seconds.
        case frozen(seconds: Int)
        /// So many people more are here and not shown.
        case more(Int)
        case recording
    }

    /// Words on a dark ground with round ends, and before them a crossed-out microphone if muted.
    case label(text: String, letterHeight: Int, maximumWidth: Int, isMuted: Bool)
    case badge(Badge, height: Int)
    /// One to two letters of a name, white, without a ground: for the placeholder's disc.
    case initials(name: String, diameter: Int)
    /// A line of words across the canvas.
    case banner(text: String, width: Int, letterHeight: Int)
    /// A time of day such as `14:05`.
    case clock(text: String, letterHeight: Int)
    /// An image file, PNG or JPEG, scaled into a box.
    case image(path: String, size: PixelSize, isCropped: Bool)
    /// The middle of an image file as a disc: in place of initials.
    case portrait(path: String, diameter: Int)
}
