import Codecs
import Media
import RTP

/// VP8 payloads: the descriptor alone, and frames cut into packets and put together again.
extension FuzzTarget {
    static func vp8(_ bytes: Span<UInt8>) {
        var length = 0
        _ = try? VP8Header(bytes)
        guard let descriptor = try? VP8PayloadDescriptor(parsing: bytes, length: &length) else {
            return
        }
        expect(length < bytes.count, "data follows the descriptor")
        rewrite(descriptor)
        sendAndReceive(bytes.extracting(length..<bytes.count), descriptor)
    }

    private static func rewrite(_ descriptor: VP8PayloadDescriptor) {
        // What is read again needs a byte of data behind it.
        var storage = [UInt8](repeating: 0, count: descriptor.byteCount + 1)
        var span = storage.mutableSpan
        let end = descriptor.write(into: &span, at: 0)
        expect(end == descriptor.byteCount, "a descriptor has the length that it says")
        var length = 0
        let again = try? VP8PayloadDescriptor(parsing: storage.span, length: &length)
        expect(again == descriptor, "a descriptor read, written and read again is the same")
        expect(length == end, "a descriptor is read as far as it was written")
    }

    /// A key frame goes through whole, whatever its bytes, its descriptor and the packets' size.
    private static func sendAndReceive(_ data: Span<UInt8>, _ descriptor: VP8PayloadDescriptor) {
        var frame = Array(copying: data)
        let room = 16 + Int(frame[0])
        frame[0] &= 0xFE
        let packetizer = VP8Packetizer(
            frameBytes: frame.count,
            descriptor: descriptor,
            maximumPayloadBytes: room,
        )
        guard packetizer.count <= 32 else { return }
        var assembler = VP8FrameAssembler(capacity: 32)
        let ring = RecordRing(capacityBytes: 1 << 14)
        var buffer = [UInt8](repeating: 0, count: room)
        for index in 0..<packetizer.count {
            var span = buffer.mutableSpan
            guard let end = packetizer.writePayload(index, of: frame.span, into: &span, at: 0)
            else {
                return expect(false, "a payload fits the room that it was made for")
            }
            expect(end == packetizer.payloadBytes(of: index), "a payload is as long as it says")
            var header = RTPHeader(
                marker: packetizer.isLast(index),
                payloadType: PayloadType(96),
                sequence: SequenceNumber(UInt16(index)),
                timestamp: RTPTimestamp(3000),
                ssrc: SSRC(1),
            )
            header.payloadRange = 0..<end
            let frames = assembler.insert(
                sequence: Int64(index) + 1 << 16,
                header: header,
                packet: buffer.span.extracting(0..<end),
                now: Instant(nanoseconds: 0),
                into: ring,
            )
            expect(frames == (packetizer.isLast(index) ? 1 : 0), "the last packet ends the frame")
        }
        let received = ring.read { unit, payload in
            unit.isKeyFrame && Array(copying: payload) == frame
        }
        expect(received == true, "a frame comes out as it went in")
    }
}
