import Conference
import JSON
import Layout
import Media

extension LayoutState {
    /// Its members in a `layout` message and in the layout of `joined`: pixels of the mixed picture.
    func write(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("width", canvas.width)
        writer.member("height", canvas.height)
        if let rtpTimestamp {
            writer.member("rtpTimestamp", Int(rtpTimestamp))
        } else {
            writer.null("rtpTimestamp")
        }
        writer.member("transitionMs", transition.milliseconds)
        writer.member("easing", transition.easing.rawValue)
        writer.array("regions", regions) { $1.write(to: &$0) }
    }
}

extension LayoutState.Region {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("participant", participant.rawValue)
        writer.member("x", rect.x)
        writer.member("y", rect.y)
        writer.member("w", rect.width)
        writer.member("h", rect.height)
        writer.member("z", z)
        writer.member("radius", radius)
        writer.member("fit", fit.rawValue)
    }
}
