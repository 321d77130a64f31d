import Glibc
package import Media

/// Draws a bot's picture: a hue of its own, the block code, and something that moves.
///
/// Beside the blocks two discs bounce, and under them a bar runs: whoever looks sees that it lives,
/// in whatever tile. I420, BT.601 limited range.
package struct PatternPainter: Sendable {
    package let size: PixelSize
    private let participant: UInt8
    private let background: (y: Double, u: UInt8, v: UInt8)

    /// - Parameters:
    ///   - number: the bot's; hue and code follow from it.
    ///   - size: both sides even.
    package init(number: Int, size: PixelSize) {
        self.size = size
        participant = UInt8(truncatingIfNeeded: number)
        background = Self.colour(hue: Self.hue(of: number))
    }

    /// The hue of a bot in degrees; neighbours are far apart.
    package static func hue(of number: Int) -> Double {
        // The first five are those of the end-to-end tests' participants.
        let first: [Double] = [0, 60, 120, 200, 280]
        guard number >= first.count else { return first[max(0, number)] }
        return (Double(number) * 137.508).truncatingRemainder(dividingBy: 360)
    }

    /// Draws a frame.
    ///
    /// - Parameters:
    ///   - picture: of the painter's size.
    ///   - frame: counts up; moves what moves.
    ///   - milliseconds: what the code says.
    package func paint(_ picture: Picture, frame: Int, milliseconds: UInt32) {
        precondition(picture.size == size, "the picture has the painter's size")
        let code = BlockCode(
            participant: participant,
            frame: UInt16(truncatingIfNeeded: frame),
            milliseconds: milliseconds,
        )
        picture.withPlanes { planes in
            fill(planes)
            draw(code, on: planes)
            drawMotion(frame, on: planes)
        }
    }

    private func fill(_ planes: PicturePlanes) {
        for row in 0..<size.height {
            // A little lighter at the top, so that the decoder has something to draw.
            let shade = 14 - 28 * Double(row) / Double(size.height)
            memset(
                planes.y + row * planes.yStrideBytes,
                Int32(background.y + shade),
                size.width,
            )
        }
        for row in 0..<size.height / 2 {
            let offset = row * planes.chromaStrideBytes
            memset(planes.u + offset, Int32(background.u), size.width / 2)
            memset(planes.v + offset, Int32(background.v), size.width / 2)
        }
    }

    private func draw(_ code: BlockCode, on planes: PicturePlanes) {
        let geometry = CodeGeometry(picture: size)
        let bytes = code.bytes
        for row in 0..<BlockCode.rows {
            for column in 0..<BlockCode.columns {
                let left = CodeGeometry.left + Double(column) * CodeGeometry.block
                let top = geometry.top + Double(row) * CodeGeometry.block
                let rect = geometry.samples(
                    left,
                    top,
                    left + CodeGeometry.block,
                    top + CodeGeometry.block,
                    in: size,
                )
                let isOne = bytes[row] & 0x80 >> column != 0
                if let rect { Self.paint(rect, isOne ? 217 : 30, on: planes, isGrey: true) }
            }
        }
    }

    private func drawMotion(_ frame: Int, on planes: PicturePlanes) {
        let geometry = CodeGeometry(picture: size)
        let reach = geometry.height / 2 - 26
        for (x, speed) in [(33.0, 0.07), (287.0, 0.11)] {
            let y = geometry.height / 2 + reach * sin(Double(frame) * speed)
            drawDisc(x: x, y: y, radius: 20, at: geometry, on: planes)
        }
        // Under the blocks, as wide as they are.
        let top = geometry.top + Double(BlockCode.rows) * CodeGeometry.block + 4
        let run = Double(frame % 60) / 60 * 112
        let bar = geometry.samples(96 + run, top, 112 + run, top + 8, in: size)
        if let bar { Self.paint(bar, 200, on: planes, isGrey: true) }
    }

    private func drawDisc(
        x: Double,
        y: Double,
        radius: Double,
        at geometry: CodeGeometry,
        on planes: PicturePlanes,
    ) {
        let steps = Int(2 * radius * geometry.scale)
        for step in 0..<steps {
            let height = radius - (Double(step) + 0.5) / geometry.scale
            let half = (radius * radius - height * height).squareRoot()
            let top = y - height
            let row = geometry.samples(x - half, top, x + half, top + 1 / geometry.scale, in: size)
            if let row { Self.paint(row, 190, on: planes) }
        }
    }

    /// - Parameter isGrey: whether the hue goes too.
    private static func paint(
        _ rect: PixelRect,
        _ luma: UInt8,
        on planes: PicturePlanes,
        isGrey: Bool = false,
    ) {
        for row in rect.y..<rect.maxY {
            memset(planes.y + row * planes.yStrideBytes + rect.x, Int32(luma), rect.width)
        }
        let count = rect.maxX / 2 - (rect.x + 1) / 2
        guard isGrey, count > 0 else { return }
        for row in stride(from: (rect.y + 1) / 2, to: rect.maxY / 2, by: 1) {
            let offset = row * planes.chromaStrideBytes + (rect.x + 1) / 2
            memset(planes.u + offset, 128, count)
            memset(planes.v + offset, 128, count)
        }
    }

    /// Saturation 75 %, lightness 40 %, as the end-to-end tests' pages fill theirs.
    private static func colour(hue: Double) -> (y: Double, u: UInt8, v: UInt8) {
        func part(_ n: Double) -> Double {
            let k = (n + hue / 30).truncatingRemainder(dividingBy: 12)
            return 0.4 - 0.75 * 0.4 * max(-1, min(k - 3, 9 - k, 1))
        }
        let (red, green, blue) = (part(0), part(8), part(4))
        let y = 16 + 65.481 * red + 128.553 * green + 24.966 * blue
        let u = 128 - 37.797 * red - 74.203 * green + 112 * blue
        let v = 128 + 112 * red - 93.786 * green - 18.214 * blue
        return (y, UInt8(u.rounded()), UInt8(v.rounded()))
    }
}
