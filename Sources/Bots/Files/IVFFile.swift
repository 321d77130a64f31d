import Codecs
import Media

/// Reads VP8 out of an IVF file: a header of 32 bytes, then frames of 12 bytes and their data.
enum IVFFile {
    /// - Throws: `MediaFault`.
    static func clip(_ bytes: [UInt8]) throws(MediaFault) -> VideoClip {
        var reader = ByteReader(bytes)
        guard try reader.tag() == "DKIF" else { throw MediaFault("it is no IVF file") }
        try reader.skip(2)
        let headerBytes = try reader.littleEndian(2)
        let codec = try reader.tag()
        guard codec == "VP80" else { throw MediaFault("its codec is \(codec); VP80 is needed") }
        try reader.skip(4)
        let rate = try reader.littleEndian(4)
        let scale = try reader.littleEndian(4)
        guard rate > 0, scale > 0, rate <= 1_000_000_000, scale <= 1_000_000 else {
            throw MediaFault("its frame rate makes no sense")
        }
        try reader.skip(headerBytes - 24)
        var frames: [CodedFrame] = []
        while reader.remaining > 0 {
            let count = try reader.littleEndian(4)
            let stamp = try reader.littleEndian(8)
            guard stamp >= 0, stamp < 1 << 40 else { throw MediaFault("a time makes no sense") }
            let seconds = Double(stamp) * Double(scale) / Double(rate)
            let range = try reader.take(count)
            frames.append(CodedFrame(range: range, time: Interval(seconds: seconds)))
        }
        return try VideoClip(vp8: frames, in: bytes)
    }
}

/// A frame as a container holds it.
struct CodedFrame {
    let range: Range<Int>
    let time: Interval
}

extension VideoClip {
    /// A clip of the frames of a file.
    init(vp8 coded: [CodedFrame], in bytes: [UInt8]) throws(MediaFault) {
        var frames: [Frame] = []
        var kept: [UInt8] = []
        var size: PixelSize?
        guard let first = coded.first else { throw MediaFault("it has no video frame") }
        for frame in coded {
            let header: VP8Header
            do throws(CodecError) {
                header = try VP8Header(bytes.span.extracting(frame.range))
            } catch {
                throw MediaFault("the frame at byte \(frame.range.lowerBound) is no VP8 frame")
            }
            size = size ?? header.size
            let start = kept.count
            kept += bytes[frame.range]
            frames.append(
                Frame(
                    range: start..<kept.count,
                    isKeyFrame: header.isKeyFrame,
                    time: frame.time - first.time,
                )
            )
        }
        guard let size, let last = frames.last else {
            throw MediaFault("it does not begin with a key frame")
        }
        // The last frame is shown as long as the others on average.
        let step = frames.count > 1 ? last.time / (frames.count - 1) : .milliseconds(33)
        try self.init(size: size, frames: frames, bytes: kept, duration: last.time + step)
    }
}
