/// Signs that are drawn beside words or alone, on a square of 24 units.
enum Icon {
    case crossedMicrophone
    case weakNetwork
    case circularArrow
    case snowflake

    /// Draws it in white, or in a colour that belongs to it.
    ///
    /// - Parameter side: of the square, in pixels.
    func draw(on drawing: borrowing Drawing, atX x: Double, y: Double, side: Double) {
        drawing.place(atX: x, y: y, unit: side / 24)
        switch self {
        case .crossedMicrophone: Self.crossedMicrophone(drawing)
        case .weakNetwork: Self.bars(drawing)
        case .circularArrow: Self.circularArrow(drawing)
        case .snowflake: Self.snowflake(drawing)
        }
        drawing.restore()
    }

    private static func crossedMicrophone(_ drawing: borrowing Drawing) {
        // In a group, since the gap beside the stroke must not go through to the ground.
        drawing.beginGroup()
        drawing.rectangle(8.4, 1.6, 7.2, 13, radius: 3.6)
        drawing.fill(.white)
        drawing.move(18.8, 10.8)
        drawing.arc(12, 10.9, radius: 6.8, from: 0, to: 0.5)
        drawing.stroke(.white, width: 2.2)
        drawing.move(12, 18)
        drawing.line(12, 22)
        drawing.stroke(.white, width: 2.2)
        drawing.move(5.4, 1.2)
        drawing.line(22.6, 18.4)
        drawing.eraseStroke(width: 2.4)
        drawing.move(3, 3)
        drawing.line(21, 21)
        drawing.eraseStroke(width: 2.4)
        drawing.move(3, 3)
        drawing.line(21, 21)
        drawing.stroke(.white, width: 2.4)
        drawing.endGroup()
    }

    /// Two of four bars.
    private static func bars(_ drawing: borrowing Drawing) {
        for bar in 0..<4 {
            let height = 5.5 + 4.5 * Double(bar)
            let x = 2.1 + 5.2 * Double(bar)
            drawing.rectangle(x, 21.5 - height, 4.2, height, radius: 1.2)
            drawing.fill(bar < 2 ? .amber : .faint)
        }
    }

    private static func circularArrow(_ drawing: borrowing Drawing) {
        drawing.arc(12, 12.4, radius: 8.6, from: 0.04, to: 0.83)
        drawing.stroke(.white, width: 2.6)
        // The head points along the circle where it ends.
        drawing.move(12.4, 8.6)
        drawing.line(21.6, 9.6)
        drawing.line(20.6, 0.4)
        drawing.close()
        drawing.fill(.white)
    }

    private static func snowflake(_ drawing: borrowing Drawing) {
        for (x, y) in [(0.0, 1.0), (0.866, 0.5), (0.866, -0.5)] {
            for side in [-1.0, 1.0] {
                let (tipX, tipY) = (12 + 10.2 * side * x, 12 + 10.2 * side * y)
                drawing.move(12, 12)
                drawing.line(tipX, tipY)
                // Two twigs at 60° to the branch, which starts at 0.58 of its length.
                let (knotX, knotY) = (12 + 5.6 * side * x, 12 + 5.6 * side * y)
                for turn in [-0.866, 0.866] {
                    let (twigX, twigY) = (0.5 * x - turn * y, turn * x + 0.5 * y)
                    drawing.move(knotX, knotY)
                    drawing.line(knotX + 4.2 * side * twigX, knotY + 4.2 * side * twigY)
                }
            }
        }
        drawing.stroke(.ice, width: 1.9)
    }
}
