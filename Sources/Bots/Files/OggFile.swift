/// Reads Opus packets out of an Ogg file (RFC 3533, RFC 7845).
enum OggFile {
    /// - Returns: where the packets lie, without the two headers.
    /// - Throws: `MediaFault`.
    static func packets(_ bytes: [UInt8]) throws(MediaFault) -> [[UInt8]] {
        var reader = ByteReader(bytes)
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        var serial: Int?
        while reader.remaining > 0 {
            guard try reader.tag() == "OggS" else {
                throw MediaFault("no Ogg page at byte \(reader.position - 4)")
            }
            try reader.skip(10)
            let own = try reader.littleEndian(4)
            try reader.skip(8)
            let lengths = bytes[try reader.take(try reader.littleEndian(1))]
            for length in lengths {
                let piece = try reader.take(Int(length))
                // The first stream counts; others are passed over.
                guard own == serial ?? own else { continue }
                serial = own
                packet += bytes[piece]
                guard length < 255 else { continue }
                packets.append(packet)
                packet = []
            }
        }
        guard let head = packets.first, head.starts(with: Array("OpusHead".utf8)) else {
            throw MediaFault("its first stream is not Opus")
        }
        return Array(packets.dropFirst(2))
    }

    static func isOgg(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("OggS".utf8)) }
}
