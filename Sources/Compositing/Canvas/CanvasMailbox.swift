package import Media
import Synchronization

/// A finished canvas on its way to an encoder.
package struct ComposedCanvas: Sendable {
    package var picture: Picture
    /// In 90 kHz ticks of the room's media clock.
    package var timestamp: Int64
    /// The tick that it shows.
    package var instant: Instant
    /// Whether it differs from the canvas that the encoder took last.
    package var isChanged: Bool

    package init(picture: Picture, timestamp: Int64, instant: Instant, isChanged: Bool) {
        self.picture = picture
        self.timestamp = timestamp
        self.instant = instant
        self.isChanged = isChanged
    }
}

/// Hands the latest canvas from a compositor to one encoder; either side on any thread.
///
/// A canvas that has not been taken is replaced by the next and counted: a slow encoder misses
/// frames and holds back nobody.
package final class CanvasMailbox: Sendable {
    private struct State {
        var canvas: ComposedCanvas?
        var replaced = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Puts a canvas in place of one that may still lie there.
    package func put(_ canvas: ComposedCanvas) {
        state.withLock { state in
            var canvas = canvas
            if let before = state.canvas {
                // What the encoder never saw has still changed for it.
                canvas.isChanged = canvas.isChanged || before.isChanged
                state.replaced += 1
            }
            state.canvas = canvas
        }
    }

    /// Takes the latest canvas out; nil if there is none since the last call.
    package func take() -> ComposedCanvas? {
        state.withLock { state in
            let canvas = state.canvas
            state.canvas = nil
            return canvas
        }
    }

    /// Canvases that were replaced before anybody took them.
    package var replacedCount: Int { state.withLock(\.replaced) }
}
