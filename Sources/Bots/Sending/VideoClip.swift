package import Media

/// Coded video that is sent over and over, without decoding or encoding.
package struct VideoClip: Sendable {
    /// One coded frame.
    package struct Frame: Sendable {
        /// Where its bytes lie in `bytes`.
        package let range: Range<Int>
        package let isKeyFrame: Bool
        /// From the clip's begin to when it is to be shown.
        package let time: Interval
    }

    /// As it is to be seen.
    package let size: PixelSize
    /// How its pictures are to be turned for that.
    package var orientation = PictureOrientation.upright
    /// At least one; the first is a key frame; in the order of their times.
    package let frames: [Frame]
    package let bytes: [UInt8]
    /// From the first frame to its next showing.
    package let duration: Interval

    /// - Throws: what is wrong with the frames, for people.
    package init(
        size: PixelSize,
        frames: [Frame],
        bytes: [UInt8],
        duration: Interval,
    ) throws(MediaFault) {
        guard let first = frames.first, let last = frames.last else {
            throw MediaFault("it has no video frame")
        }
        guard first.isKeyFrame else { throw MediaFault("it does not begin with a key frame") }
        guard zip(frames, frames.dropFirst()).allSatisfy({ $0.time < $1.time }) else {
            throw MediaFault("its frames are not in the order of their times")
        }
        self.size = size
        self.frames = frames
        self.bytes = bytes
        self.duration = max(duration, last.time + .milliseconds(1))
    }

    func withBytes(of frame: Frame, _ body: (Span<UInt8>) -> Void) {
        body(bytes.span.extracting(frame.range))
    }

    /// The key frame at or before a frame.
    package func keyFrame(before index: Int) -> Int {
        var index = index
        while index > 0, !frames[index].isKeyFrame { index -= 1 }
        return index
    }
}

/// Why media cannot be sent; a text for people.
package struct MediaFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
