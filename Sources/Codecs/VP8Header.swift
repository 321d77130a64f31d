package import Media

/// The part of a VP8 frame that lies in the clear before the coded data (RFC 6386 §9.1).
package struct VP8Header: Hashable, Sendable {
    package var isKeyFrame: Bool
    /// False for frames that are decoded but not shown.
    package var isShown: Bool
    /// The picture's size; nil unless it is a key frame.
    package var size: PixelSize?

    /// - Throws: `CodecError.corrupt` if it is cut short, lacks the start code or has no area.
    package init(_ frame: Span<UInt8>) throws(CodecError) {
        guard frame.count >= 3 else { throw .corrupt }
        isKeyFrame = frame[0] & 0x01 == 0
        isShown = frame[0] & 0x10 != 0
        guard isKeyFrame else { return }
        guard frame.count >= 10, frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A else {
            throw .corrupt
        }
        // The upper two bits of each side are a hint for scaling, which nobody uses.
        let width = (Int(frame[6]) | Int(frame[7]) << 8) & 0x3FFF
        let height = (Int(frame[8]) | Int(frame[9]) << 8) & 0x3FFF
        guard width > 0, height > 0 else { throw .corrupt }
        size = PixelSize(width: width, height: height)
    }
}
