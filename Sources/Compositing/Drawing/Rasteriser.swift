internal import Media

/// Turns artworks into overlays; of one thread at a time, and none that serves media.
///
/// `ArtworkStudio` does so for a server; this is for programs that have nothing else to do.
package struct Rasteriser: ~Copyable {
    /// No side of an overlay is longer.
    static let maximumSide = 4096

    private let typesetter = Typesetter()

    /// The first drawing waits until the system's fonts are listed.
    package init() {}

    /// Draws an artwork; reads its file, if it has one.
    package func draw(_ artwork: Artwork) throws(ArtworkFault) -> Overlay {
        guard let artwork = artwork.bounded else { throw .nothingToShow }
        return try draw(bounded: artwork)
    }

    /// Draws an artwork whose numbers are in their ranges and whose text is clean.
    ///
    /// - Parameter artwork: as `Artwork.bounded` gives it.
    func draw(bounded artwork: Artwork) throws(ArtworkFault) -> Overlay {
        switch artwork {
        case .label(let text, let letterHeight, let width, let isMuted):
            try label(text, Double(letterHeight), maximumWidth: width, isMuted: isMuted)
        case .badge(let badge, let height): try draw(badge, Double(height))
        case .initials(let letters, let diameter): try initials(letters, diameter)
        case .banner(let text, let width, let letterHeight):
            try banner(text, width: width, Double(letterHeight))
        case .clock(let text, let letterHeight): try clock(text, Double(letterHeight))
        case .image(let path, let size, let isCropped):
            try image(path, size, isCropped: isCropped)
        case .portrait(let path, let diameter): try portrait(path, diameter)
        }
    }

    /// A line of words; throws if nothing of it can be seen.
    func line(
        _ text: String,
        _ face: Typeface,
        maximumWidth: Double = .infinity,
    ) throws(ArtworkFault) -> TextLine {
        let line = typesetter.line(text, face, maximumWidth: maximumWidth)
        // Where not even an ellipsis has room, it stands out.
        guard !text.isEmpty, line.inkWidth > 0, line.width <= maximumWidth else {
            throw .nothingToShow
        }
        return line
    }

    /// The baseline on which capitals stand in the middle of a height.
    ///
    /// The same for every script, so that labels beside each other stand on one line.
    func baseline(in height: Double, _ face: Typeface) -> Double {
        // Capitals of Noto Sans are 0.714 of the type high; small letters make them seem higher up.
        ((height + 0.69 * face.letterHeight) / 2).rounded()
    }
}

/// Rounded to what an overlay's side may be.
extension Double {
    var evenUp: Int { 2 * Int((self / 2).rounded(.up)) }
    var even: Int { 2 * Int((self / 2).rounded()) }
}
