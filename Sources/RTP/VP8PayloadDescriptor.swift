/// What precedes the VP8 data in each RTP payload (RFC 7741 §4.2).
package struct VP8PayloadDescriptor: Hashable, Sendable {
    /// A frame's number, growing by one from frame to frame; it wraps.
    package struct PictureID: Hashable, Sendable {
        package var value: UInt16
        /// Whether it has 15 bits or 7.
        package var isLong: Bool

        package init(_ value: UInt16, isLong: Bool = true) {
            self.isLong = isLong
            self.value = value & (isLong ? 0x7FFF : 0x7F)
        }

        /// The number of the next frame.
        package var next: PictureID { PictureID(value &+ 1, isLong: isLong) }
    }

    /// Where a frame stands among temporal layers.
    package struct TemporalLayer: Hashable, Sendable {
        /// TID, 0 (the base) … 3.
        package var index: UInt8
        /// Y: depends on the base layer only.
        package var isSync: Bool

        package init(index: UInt8, isSync: Bool) {
            self.index = index & 0x3
            self.isSync = isSync
        }
    }

    /// N: no other frame depends on this one.
    package var isNonReference = false
    /// S: the payload begins a partition.
    package var startsPartition = false
    /// PID: which partition the payload begins with, 0…7.
    package var partition: UInt8 = 0
    package var pictureID: PictureID?
    /// Counts the frames of the base layer, modulo 256.
    package var baseLayerIndex: UInt8?
    package var layer: TemporalLayer?
    /// Which key frame the frame depends on, modulo 32.
    package var keyIndex: UInt8?

    package init() {}

    /// Whether the payload begins a frame (§4.2: S set and PID zero).
    package var startsFrame: Bool { startsPartition && partition == 0 }

    /// Reads the descriptor at the start of a payload.
    ///
    /// - Parameter length: set to the bytes it takes; VP8 data, at least one byte, follows.
    package init(parsing payload: Span<UInt8>, length: inout Int) throws(MalformedPacket) {
        try payload.require(1, at: 0)
        let first = payload[0]
        isNonReference = first & 0x20 != 0
        startsPartition = first & 0x10 != 0
        partition = first & 0x07
        var offset = 1
        if first & 0x80 != 0 {
            try payload.require(1, at: offset)
            let flags = payload[offset]
            offset += 1
            try parseExtension(flags, payload, &offset)
        }
        // Without data there is nothing that the descriptor describes.
        try payload.require(1, at: offset)
        length = offset
    }

    private mutating func parseExtension(
        _ flags: UInt8,
        _ payload: Span<UInt8>,
        _ offset: inout Int,
    ) throws(MalformedPacket) {
        if flags & 0x80 != 0 {
            try payload.require(1, at: offset)
            let isLong = payload[offset] & 0x80 != 0
            try payload.require(isLong ? 2 : 1, at: offset)
            let value = isLong ? payload.uint16(at: offset) : UInt16(payload[offset])
            pictureID = PictureID(value, isLong: isLong)
            offset += isLong ? 2 : 1
        }
        if flags & 0x40 != 0 {
            try payload.require(1, at: offset)
            baseLayerIndex = payload[offset]
            offset += 1
        }
        if flags & 0x30 != 0 {
            try payload.require(1, at: offset)
            let octet = payload[offset]
            if flags & 0x20 != 0 {
                layer = TemporalLayer(index: octet >> 6, isSync: octet & 0x20 != 0)
            }
            if flags & 0x10 != 0 { keyIndex = octet & 0x1F }
            offset += 1
        }
    }

    private var flags: UInt8 {
        (pictureID != nil ? 0x80 : 0) | (baseLayerIndex != nil ? 0x40 : 0)
            | (layer != nil ? 0x20 : 0) | (keyIndex != nil ? 0x10 : 0)
    }

    /// Bytes that `write` needs, 1…6.
    package var byteCount: Int {
        let flags = flags
        guard flags != 0 else { return 1 }
        let pictureBytes = pictureID.map { $0.isLong ? 2 : 1 } ?? 0
        return 2 + pictureBytes + (baseLayerIndex != nil ? 1 : 0) + (flags & 0x30 != 0 ? 1 : 0)
    }

    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func write(into buffer: inout MutableSpan<UInt8>, at start: Int) -> Int? {
        guard start + byteCount <= buffer.count else { return nil }
        let flags = flags
        buffer[start] =
            (flags != 0 ? 0x80 : 0) | (isNonReference ? 0x20 : 0) | (startsPartition ? 0x10 : 0)
            | partition & 0x07
        guard flags != 0 else { return start + 1 }
        buffer[start + 1] = flags
        var offset = start + 2
        if let pictureID {
            if pictureID.isLong {
                buffer.store(pictureID.value | 0x8000, at: offset)
            } else {
                buffer[offset] = UInt8(pictureID.value)
            }
            offset += pictureID.isLong ? 2 : 1
        }
        if let baseLayerIndex {
            buffer[offset] = baseLayerIndex
            offset += 1
        }
        if layer != nil || keyIndex != nil {
            let place = layer.map { $0.index << 6 | ($0.isSync ? 0x20 : 0) } ?? 0
            buffer[offset] = place | (keyIndex ?? 0) & 0x1F
            offset += 1
        }
        return offset
    }
}
