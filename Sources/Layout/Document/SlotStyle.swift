/// How the tiles of a slot look, in the terms of the document.
package struct SlotStyle: Hashable, Sendable {
    /// What of a participant is shown.
    package enum Content: String, CaseIterable, Sendable {
        /// The camera's picture; without one, a placeholder.
        case camera
        /// Always the placeholder.
        case avatar
    }

    package var fit = Fit.cover
    package var align = Alignment.center
    /// Of the corners; of the canvas's width.
    package var radius = LayoutLength.zero
    package var idleBorder = Border.none
    package var speakingBorder = Border.speaking
    /// Nil: none.
    package var label: Label? = Label()
    /// 0…1.
    package var opacity = 1.0
    /// Left and right exchanged.
    package var mirror = false
    /// Lower tiles are not shown; of the canvas's height.
    package var minHeight = LayoutLength.zero
    /// How much of the quality it deserves, compared with the others; 0.1…10.
    package var weight = 1.0
    package var content = Content.camera

    package init() {}
}

/// How a picture whose aspect is not the tile's fills the tile.
package enum Fit: String, CaseIterable, Sendable {
    /// Fills the tile; what stands out is cut off.
    case cover
    /// All of the picture between two bars.
    case contain
    /// All of the picture, distorted.
    case stretch
}

/// Which part of a picture is kept when it is cut, and where it stands between bars.
package enum Alignment: String, CaseIterable, Sendable {
    case center
    case top
    case bottom
    case left
    case right
    case topLeft = "top-left"
    case topRight = "top-right"
    case bottomLeft = "bottom-left"
    case bottomRight = "bottom-right"
}

extension SlotStyle {
    /// A line around a tile.
    package struct Border: Hashable, Sendable {
        /// Of the canvas's width; zero: none.
        package var width: LayoutLength
        package var color: RGB

        package init(width: LayoutLength, color: RGB) {
            self.width = width
            self.color = color
        }

        package static let none = Border(width: .zero, color: RGB(red: 0, green: 0, blue: 0))
        /// A green that stands out from skin and from dark backgrounds.
        package static let speaking = Border(
            width: LayoutLength(1, of: 320),
            color: RGB(red: 0x4C, green: 0xC3, blue: 0x8A),
        )
    }

    /// The line of text that says who stands there.
    package struct Label: Hashable, Sendable {
        package enum Place: String, CaseIterable, Sendable {
            case topLeft = "top-left"
            case top
            case topRight = "top-right"
            case bottomLeft = "bottom-left"
            case bottom
            case bottomRight = "bottom-right"
        }

        /// The words in braces that a template may contain.
        package static let variables = ["name", "role", "id"]

        package var template = "{name}"
        package var place = Place.bottomLeft
        /// The height of the letters; of the canvas's shorter side.
        package var size = LayoutLength(1, of: 36)
        /// Tiles lower than this have no label; of the canvas's height.
        package var minHeight = LayoutLength(1, of: 9)

        package init() {}
    }
}
