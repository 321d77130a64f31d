import Media

/// Frames that look like VP8 from outside and tell their number and whether they are whole.
///
/// The first ten bytes are a valid VP8 frame tag (RFC 6386 §9.1); then come the frame's number and
/// bytes that follow from it. No decoder can show them.
package enum SyntheticVideo {
    private static let headerBytes = 10
    private static let filler: [UInt8] = {
        var generator = SplitMix64(seed: 0)
        return generator.bytes(32 * 1024)
    }()

    /// The least length of a frame.
    package static let minimumBytes = headerBytes + 8

    /// A frame of so many bytes.
    package static func frame(number: Int, isKeyFrame: Bool, bytes count: Int) -> [UInt8] {
        let count = max(count, minimumBytes)
        // Tag: inverse key-frame bit, version 0, show_frame, first partition's size.
        let tag = (isKeyFrame ? 0 : 1) | 1 << 4 | min(count, 0x7FFFF) << 5
        var bytes: [UInt8] = [
            UInt8(truncatingIfNeeded: tag), UInt8(truncatingIfNeeded: tag >> 8),
            UInt8(truncatingIfNeeded: tag >> 16),
        ]
        // Start code and 320×240; in an inter frame these are just bytes.
        bytes += [0x9D, 0x01, 0x2A, 0x40, 0x01, 0xF0, 0x00]
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        // A piece of a fixed random text that begins elsewhere for each number.
        var start = number.magnitude % 1021
        while bytes.count < count {
            let end = min(Int(start) + count - bytes.count, filler.count)
            bytes += filler[Int(start)..<end]
            start = 0
        }
        return bytes
    }

    /// The number of a frame, or nil if a single byte of it is wrong.
    package static func number(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= minimumBytes else { return nil }
        var number = 0
        for shift in 0..<8 { number |= Int(bytes[headerBytes + shift]) << (8 * shift) }
        let expected = frame(
            number: number,
            isKeyFrame: bytes[0] & 1 == 0,
            bytes: bytes.count,
        )
        return expected == bytes ? number : nil
    }
}

/// Packets that look like 20 ms of Opus from outside and tell their number.
package enum SyntheticAudio {
    /// A packet of so many bytes, at least nine.
    package static func packet(number: Int, bytes count: Int = 80) -> [UInt8] {
        // TOC: SILK wideband 20 ms, mono, one frame (RFC 6716 §3.1).
        var bytes: [UInt8] = [9 << 3]
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        while bytes.count < count { bytes.append(UInt8(truncatingIfNeeded: number &+ bytes.count)) }
        return bytes
    }

    /// The number of a packet, or nil if a single byte of it is wrong.
    package static func number(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 9 else { return nil }
        var number = 0
        for shift in 0..<8 { number |= Int(bytes[1 + shift]) << (8 * shift) }
        return packet(number: number, bytes: bytes.count) == bytes ? number : nil
    }
}
