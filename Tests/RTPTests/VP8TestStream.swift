import Media
import RTP

/// A packet of a made-up VP8 stream.
struct TestPacket {
    var sequence: Int64
    var bytes: [UInt8]
    /// What it says beside.
    var orientation: PictureOrientation?
}

/// Makes frames whose bytes tell their number, and cuts them into packets.
struct VP8TestStream {
    var sequence: Int64 = 1 << 16 + 65_500
    var number = 0
    var pictureID = VP8PayloadDescriptor.PictureID(0x7FF0)
    var hasPictureID = true
    var baseLayerIndex: UInt8 = 250

    /// The bytes of a frame: whether it depends on others, its number, and filling.
    static func content(_ number: Int, isKey: Bool, count: Int) -> [UInt8] {
        var bytes = (0..<max(5, count)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
        bytes[0] = isKey ? 0x10 : 0x11
        for index in 0..<4 { bytes[1 + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        return bytes
    }

    static func number(of frame: [UInt8]) -> Int {
        (0..<4).reduce(0) { $0 | Int(frame[1 + $1]) << (8 * $1) }
    }

    /// The next frame, with `packets` packets.
    mutating func frame(
        isKey: Bool = false,
        packets: Int = 1,
        layer: VP8PayloadDescriptor.TemporalLayer? = nil,
        isNonReference: Bool = false,
    ) -> [TestPacket] {
        var descriptor = VP8PayloadDescriptor()
        descriptor.isNonReference = isNonReference
        if hasPictureID { descriptor.pictureID = pictureID }
        if let layer {
            if layer.index == 0 { baseLayerIndex &+= 1 }
            descriptor.layer = layer
            descriptor.baseLayerIndex = baseLayerIndex
        }
        let frame = Self.content(number, isKey: isKey, count: packets * 20)
        let packetizer = VP8Packetizer(
            frameBytes: frame.count,
            descriptor: descriptor,
            maximumPayloadBytes: 20 + descriptor.byteCount,
        )
        let result = (0..<packetizer.count).map { index in
            packet(marker: packetizer.isLast(index)) {
                packetizer.writePayload(index, of: frame.span, into: &$0, at: 12)
            }
        }
        number += 1
        pictureID = pictureID.next
        return result
    }

    /// A packet without payload.
    mutating func padding() -> TestPacket {
        var padding = packet(marker: false) { _ in 12 }
        padding.bytes[0] |= 0x20
        padding.bytes += [0, 0, 0, 4]
        return padding
    }

    private mutating func packet(
        marker: Bool,
        _ payload: (inout MutableSpan<UInt8>) -> Int?,
    ) -> TestPacket {
        let header = RTPHeader(
            marker: marker,
            payloadType: PayloadType(96),
            sequence: SequenceNumber(UInt16(truncatingIfNeeded: sequence)),
            timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: number) &* 3000 &- 9000),
            ssrc: SSRC(1),
        )
        defer { sequence += 1 }
        let bytes = written { buffer in
            _ = header.write(extensions: .init(), map: .init(), into: &buffer)
            return payload(&buffer)
        }
        return TestPacket(sequence: sequence, bytes: bytes ?? [])
    }
}

/// An assembler and what came out of it.
final class AssemblerHarness {
    struct Frame: Equatable {
        var number: Int
        var isKey: Bool
        var followsLoss: Bool
    }

    private var assembler: VP8FrameAssembler
    private let ring: RecordRing
    private(set) var frames: [Frame] = []
    private(set) var units: [CodedUnit] = []
    /// Frames whose bytes are not those that were sent.
    private(set) var damaged = 0

    init(capacity: Int = 512, ringBytes: Int = 1 << 20) {
        assembler = VP8FrameAssembler(
            capacity: capacity,
            retransmissionLimit: .milliseconds(200),
        )
        ring = RecordRing(capacityBytes: ringBytes)
    }

    var needsKeyFrame: Bool { assembler.needsKeyFrame }
    var deadline: Instant? { assembler.deadline }
    var counters: VP8FrameAssembler.Counters { assembler.counters }
    var oldestWanted: Int64? { assembler.oldestWanted }
    var numbers: [Int] { frames.map(\.number) }

    func reset() { assembler.reset() }

    func setClock(_ clock: SenderReportClock) { assembler.senderClock = clock }

    /// - Parameter drain: whether frames are taken out of the ring.
    func insert(_ packet: TestPacket, at now: Instant, drain: Bool = true) {
        guard let header = try? parseHeader(packet.bytes) else { return }
        let count = assembler.insert(
            sequence: packet.sequence,
            header: header,
            packet: packet.bytes.span,
            orientation: packet.orientation,
            now: now,
            into: ring,
        )
        if drain { collect(count) }
    }

    func insert(_ packets: [TestPacket], at now: Instant) {
        for packet in packets { insert(packet, at: now) }
    }

    func handleTimeout(at now: Instant) {
        collect(assembler.handleTimeout(now: now, into: ring))
    }

    private func copy(_ span: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<span.count { bytes.append(span[index]) }
        return bytes
    }

    private func collect(_ expected: Int) {
        var count = 0
        while let (unit, bytes) = ring.read({ ($0, copy($1)) }) {
            count += 1
            let number = VP8TestStream.number(of: bytes)
            let sent = VP8TestStream.content(number, isKey: unit.isKeyFrame, count: bytes.count)
            if bytes != sent { damaged += 1 }
            units.append(unit)
            frames.append(
                Frame(number: number, isKey: unit.isKeyFrame, followsLoss: unit.followsLoss)
            )
        }
        if count != expected { damaged += 1 }
    }
}
