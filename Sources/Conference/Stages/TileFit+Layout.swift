import Compositing
import Layout

// The layout says what is wanted, the compositor does it; neither knows the other.

extension TileFit {
    init(_ fit: Fit) {
        switch fit {
        case .cover: self = .cover
        case .contain: self = .contain
        case .stretch: self = .stretch
        }
    }
}

extension Colour {
    init(_ colour: RGB) { self.init(red: colour.red, green: colour.green, blue: colour.blue) }
}
