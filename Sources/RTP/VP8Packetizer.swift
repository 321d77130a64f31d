/// Splits one coded VP8 frame into RTP payloads of nearly equal size (RFC 7741 §4.4).
///
/// Equal sizes let the socket send a frame's packets in one call.
package struct VP8Packetizer: Sendable {
    /// Payloads, at least one for a frame that is not empty.
    package let count: Int
    private let descriptor: VP8PayloadDescriptor
    private let frameBytes: Int

    /// - Parameters:
    ///   - frameBytes: of the coded frame.
    ///   - descriptor: the frame's; partition and start are set for each payload.
    ///   - maximumPayloadBytes: descriptor included; at least 16.
    package init(
        frameBytes: Int,
        descriptor: VP8PayloadDescriptor,
        maximumPayloadBytes: Int,
    ) {
        precondition(maximumPayloadBytes >= 16, "a payload holds its descriptor and some data")
        var descriptor = descriptor
        descriptor.partition = 0
        self.descriptor = descriptor
        self.frameBytes = frameBytes
        let data = maximumPayloadBytes - descriptor.byteCount
        count = (frameBytes + data - 1) / data
    }

    /// The bytes of the frame that a payload carries.
    ///
    /// - Parameter index: 0 ..< count.
    package func range(of index: Int) -> Range<Int> {
        precondition((0..<count).contains(index), "the frame has that many payloads")
        return index * frameBytes / count..<(index + 1) * frameBytes / count
    }

    /// Bytes of a payload, descriptor included.
    package func payloadBytes(of index: Int) -> Int {
        descriptor.byteCount + range(of: index).count
    }

    /// Whether the payload ends the frame, and its packet has the marker.
    package func isLast(_ index: Int) -> Bool { index == count - 1 }

    /// Writes a payload.
    ///
    /// - Parameter frame: the whole frame.
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func writePayload(
        _ index: Int,
        of frame: Span<UInt8>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        precondition(frame.count == frameBytes, "the frame is the one that was announced")
        let range = range(of: index)
        var descriptor = descriptor
        descriptor.startsPartition = index == 0
        guard let start = descriptor.write(into: &buffer, at: offset),
            start + range.count <= buffer.count
        else { return nil }
        buffer.store(frame.extracting(range), at: start)
        return start + range.count
    }
}
