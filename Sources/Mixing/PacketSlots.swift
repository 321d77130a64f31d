internal import Media

/// Coded packets that wait for their time, in fixed slots keyed by sequence number.
///
/// A slot remembers its number after the packet has been taken, so that a late copy of it is told
/// from a packet that never came.
@safe
struct PacketSlots: ~Copyable, @unchecked Sendable {
    /// What is known of a packet besides its payload.
    struct Packet {
        var sequence: Int64 = -1
        /// In samples at 48 kHz, extended.
        var timestamp: Int64 = 0
        /// Samples per channel.
        var samples = 0
        var payloadBytes = 0
        var captureTime: NTPTime?
        /// False once it was taken.
        var isWaiting = false

        var end: Int64 { timestamp + Int64(samples) }
    }

    /// A power of two: 320 ms of the shortest packets.
    static let count: Int64 = 128
    static let maximumPayloadBytes = 1500

    private let payloads: UnsafeMutablePointer<UInt8>
    private var packets = [Packet](repeating: Packet(), count: Int(count))
    private(set) var waiting = 0
    /// The highest number that waits or waited.
    private(set) var highest: Int64 = -1

    init() {
        let bytes = Int(Self.count) * Self.maximumPayloadBytes
        unsafe payloads = .allocate(capacity: bytes)
        unsafe payloads.initialize(repeating: 0, count: bytes)
    }

    deinit { unsafe payloads.deallocate() }

    /// Whether a packet of this number is or was here.
    func knows(_ sequence: Int64) -> Bool { packets[Self.slot(sequence)].sequence == sequence }

    /// Stores a packet over whatever its slot held.
    mutating func store(_ packet: Packet, payload: Span<UInt8>) {
        let slot = Self.slot(packet.sequence)
        if !packets[slot].isWaiting { waiting += 1 }
        packets[slot] = packet
        packets[slot].isWaiting = true
        highest = max(highest, packet.sequence)
        let start = slot * Self.maximumPayloadBytes
        for index in 0..<payload.count { unsafe payloads[start + index] = payload[index] }
    }

    /// The waiting packet of the lowest number from here on.
    func first(from sequence: Int64) -> Packet? {
        guard waiting > 0 else { return nil }
        var number = max(sequence, highest - Self.count + 1)
        while number <= highest {
            let packet = packets[Self.slot(number)]
            if packet.isWaiting, packet.sequence == number { return packet }
            number += 1
        }
        return nil
    }

    /// Hands out a packet's payload.
    func withPayload<R: ~Copyable>(of packet: Packet, _ body: (Span<UInt8>) -> R) -> R {
        let start = Self.slot(packet.sequence) * Self.maximumPayloadBytes
        let bytes = unsafe UnsafeBufferPointer(start: payloads + start, count: packet.payloadBytes)
        return unsafe body(bytes.span)
    }

    /// Marks a packet as taken.
    mutating func take(_ packet: Packet) {
        let slot = Self.slot(packet.sequence)
        guard packets[slot].isWaiting else { return }
        packets[slot].isWaiting = false
        waiting -= 1
    }

    /// Forgets everything.
    mutating func removeAll() {
        for slot in 0..<Int(Self.count) { packets[slot] = Packet() }
        waiting = 0
        highest = -1
    }

    private static func slot(_ sequence: Int64) -> Int { Int(sequence & (count - 1)) }
}
