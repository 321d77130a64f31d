package import Compositing
package import Layout
package import Media

/// What is painted on a tile besides its picture: its line, its name, its badges.
///
/// Pure: it says what and where; what it looks like is drawn elsewhere.
package struct TileDressing: Hashable, Sendable {
    /// Where on a tile something is.
    package enum Place: Hashable, Sendable {
        case topLeft, top, topRight, bottomLeft, bottom, bottomRight
        /// Its middle on the tile's.
        case middle
    }

    package struct Item: Hashable, Sendable {
        package var artwork: Artwork
        package var place: Place

        package init(_ artwork: Artwork, at place: Place) {
            self.artwork = artwork
            self.place = place
        }
    }

    package var look = TileLook()
    package var items: [Item] = []
    /// Between an item and the tile's edges, in pixels; even.
    package var padding: Int

    /// - Parameter images: the folder with the images that layouts name; nil: none is shown.
    package init(_ tile: PlacedTile, _ state: TileState, images: String? = nil) {
        let shorter = min(tile.rect.width, tile.rect.height)
        padding = min(max(shorter / 40, 2), 8) / 2 * 2
        look = TileLook(tile.style, state)
        switch tile.subject {
        case .image(let name):
            guard let path = Self.path(of: name, in: images) else { break }
            let isCropped = tile.style.fit == .cover
            let image = Artwork.image(path: path, size: tile.rect.size, isCropped: isCropped)
            items.append(Item(image, at: .middle))
        case .participant:
            addName(of: tile, state)
            addCondition(state, tile)
        }
        addCount(of: tile)
    }

    /// Where the upper left corner of an item's drawing is in a tile: both numbers even.
    package func corner(of size: PixelSize, at place: Place, in tile: PixelSize) -> (x: Int, y: Int)
    {
        let (right, bottom) = (tile.width - size.width, tile.height - size.height)
        let x =
            switch place {
            case .topLeft, .bottomLeft: padding
            case .top, .bottom, .middle: right / 2
            case .topRight, .bottomRight: right - padding
            }
        let y =
            switch place {
            case .topLeft, .top, .topRight: padding
            case .middle: bottom / 2
            case .bottomLeft, .bottom, .bottomRight: bottom - padding
            }
        return (x & ~1, y & ~1)
    }

    /// An image of the folder itself: a layout that somebody sends must not name other files.
    private static func path(of name: String, in folder: String?) -> String? {
        guard let folder, !name.contains("/"), !name.hasPrefix(".") else { return nil }
        return "\(folder)/\(name)"
    }

    private mutating func addName(of tile: PlacedTile, _ state: TileState) {
        let room = (tile.rect.width - 2 * padding) / 2 * 2
        if let label = tile.style.label, !label.text.isEmpty, room >= 4 * label.height {
            let artwork = Artwork.label(
                text: label.text,
                letterHeight: label.height,
                maximumWidth: room,
                isMuted: state.isMuted,
            )
            items.append(Item(artwork, at: Place(label.place)))
        } else if state.isMuted {
            items.append(Item(.badge(.muted, height: badgeHeight(tile)), at: .bottomLeft))
        }
    }

    /// The worst that there is to say of the picture.
    private mutating func addCondition(_ state: TileState, _ tile: PlacedTile) {
        let badge: Artwork.Badge
        if state.isReconnecting {
            badge = .reconnecting
        } else if let seconds = state.frozenSeconds {
            badge = .frozen(seconds: seconds)
        } else if state.isWeak {
            badge = .weakNetwork
        } else {
            return
        }
        items.append(
            Item(.badge(badge, height: badgeHeight(tile)), at: free(.topRight, .topLeft))
        )
    }

    private mutating func addCount(of tile: PlacedTile) {
        guard tile.more > 0 else { return }
        let height = badgeHeight(tile) * 3 / 2
        items.append(
            Item(.badge(.more(tile.more), height: height), at: free(.bottomRight, .topLeft))
        )
    }

    private func badgeHeight(_ tile: PlacedTile) -> Int {
        let shorter = min(tile.rect.width, tile.rect.height)
        return min(max(shorter / 9, 12), 48) / 2 * 2
    }

    /// The first of two places at which nothing is yet.
    private func free(_ first: Place, _ second: Place) -> Place {
        items.contains { $0.place == first } ? second : first
    }
}

extension TileDressing.Place {
    fileprivate init(_ place: SlotStyle.Label.Place) {
        switch place {
        case .topLeft: self = .topLeft
        case .top: self = .top
        case .topRight: self = .topRight
        case .bottomLeft: self = .bottomLeft
        case .bottom: self = .bottom
        case .bottomRight: self = .bottomRight
        }
    }
}

extension TileLook {
    /// - Parameter state: decides between the two lines, and whether the picture is out of date.
    fileprivate init(_ style: TileStyle, _ state: TileState) {
        self.init()
        radius = style.radius
        let border = state.isSpeaking ? style.speakingBorder : style.idleBorder
        // Chroma samples are two pixels wide.
        borderWidth = (border.width + 1) / 2 * 2
        borderColour = Colour(border.color)
        opacity = UInt8((style.opacity * 255).rounded())
        isGrey = state.isReconnecting || state.frozenSeconds != nil
        isMirrored = style.mirror
    }
}
