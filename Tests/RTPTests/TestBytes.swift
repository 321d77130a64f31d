import Media
import RTP

extension SplitMix64 {
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var word: UInt64 = 0
        for index in 0..<count {
            if index % 8 == 0 { word = next() }
            bytes[index] = UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8))
        }
        return bytes
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

/// What `write` writes to a buffer of `capacity` bytes that was not zero before.
func written(
    _ capacity: Int = 1500,
    _ write: (inout MutableSpan<UInt8>) -> Int?,
) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0xAA, count: capacity)
    var span = buffer.mutableSpan
    guard let end = write(&span) else { return nil }
    return Array(buffer[..<end])
}

/// All packets of a datagram.
func parseRTCP(_ bytes: [UInt8]) throws(MalformedPacket) -> [RTCPPacket] {
    var reader = RTCPReader()
    var packets: [RTCPPacket] = []
    while let packet = try reader.next(in: bytes.span) { packets.append(packet) }
    return packets
}

func parseHeader(_ bytes: [UInt8]) throws(MalformedPacket) -> RTPHeader {
    try RTPHeader(parsing: bytes.span)
}

func milliseconds(_ count: Int) -> Instant { Instant(nanoseconds: Int64(count) * 1_000_000) }
