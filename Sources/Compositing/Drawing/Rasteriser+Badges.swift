internal import Media

/// Signs on a dark disc, or on a ground with round ends where words stand with them.
extension Rasteriser {
    func draw(_ badge: Artwork.Badge, _ height: Double) throws(ArtworkFault) -> Overlay {
        switch badge {
        case .muted: try disc(.crossedMicrophone, height)
        case .weakNetwork: try disc(.weakNetwork, height)
        case .reconnecting: try disc(.circularArrow, height)
        case .frozen(let seconds): try pill("\(seconds) s", height, sign: .icon(.snowflake))
        case .more(let people): try pill("+\(people)", height, sign: .none)
        case .recording: try pill("REC", height, sign: .dot(.red))
        }
    }

    private enum Sign {
        case none
        case icon(Icon)
        case dot(Ink)
    }

    private func disc(_ icon: Icon, _ height: Double) throws(ArtworkFault) -> Overlay {
        let side = Int(height)
        let drawing = try Drawing(size: PixelSize(width: side, height: side))
        drawing.circle(height / 2, height / 2, radius: height / 2)
        drawing.fill(.ground)
        let inner = 0.62 * height
        let corner = (height - inner) / 2
        icon.draw(on: drawing, atX: corner, y: corner, side: inner)
        return try drawing.overlay()
    }

    private func pill(_ text: String, _ height: Double, sign: Sign) throws(ArtworkFault) -> Overlay
    {
        let face = Typeface(letterHeight: 0.56 * height, isBold: true)
        let words = try line(text, face)
        let signWidth =
            switch sign {
            case .none: 0.0
            case .icon: 0.62 * height
            case .dot: 0.4 * height
            }
        let gap = signWidth > 0 ? 0.18 * height : 0
        let padding = 0.34 * height
        let content = signWidth + gap + words.width
        let width = max((content + 2 * padding).evenUp, Int(height))
        let drawing = try Drawing(size: PixelSize(width: width, height: Int(height)))
        drawing.rectangle(0, 0, Double(width), height, radius: height / 2)
        drawing.fill(.ground)
        let left = (Double(width) - content) / 2
        switch sign {
        case .none: break
        case .icon(let icon):
            icon.draw(on: drawing, atX: left, y: (height - signWidth) / 2, side: signWidth)
        case .dot(let ink):
            drawing.circle(left + signWidth / 2, height / 2, radius: signWidth / 2)
            drawing.fill(ink)
        }
        let y = baseline(in: height, face)
        words.draw(on: drawing, atX: left + signWidth + gap, baseline: y, .white)
        return try drawing.overlay()
    }
}
