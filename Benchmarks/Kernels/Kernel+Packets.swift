import Media
import RTP
import SecureTransport

extension Kernel {
    /// What is done to each packet of 1,200 bytes.
    static func packets() throws -> [Kernel] {
        [parse(), packetise()] + (try SRTPProfile.preferred.map(protect))
    }

    private static func parse() -> Kernel {
        let packet = PlainPacket(payloadBytes: 1160)
        return Kernel(name: "parse RTP", unit: "header and extensions of a packet") {
            _ = try? RTPHeader(parsing: packet.bytes.span)
        }
    }

    private static func packetise() -> Kernel {
        let frame = [UInt8](repeating: 7, count: 6250)
        var packet = [UInt8](repeating: 0, count: 1500)
        return Kernel(
            name: "packetise",
            unit: "a frame of 6,250 bytes (1.5 Mbit/s at 30)",
            bytes: frame.count,
        ) {
            let packetizer = VP8Packetizer(
                frameBytes: frame.count,
                descriptor: VP8PayloadDescriptor(),
                maximumPayloadBytes: 1160,
            )
            var buffer = packet.mutableSpan
            for index in 0..<packetizer.count {
                _ = packetizer.writePayload(index, of: frame.span, into: &buffer, at: 20)
            }
        }
    }

    private static func protect(_ profile: SRTPProfile) throws -> Kernel {
        let session = Box(try SRTPSession(keys: .fixed(profile)))
        let packet = PlainPacket(payloadBytes: 1188)
        var buffer = packet.bytes + [UInt8](repeating: 0, count: SRTPSession.maximumTrailerBytes)
        var sequence: UInt16 = 0
        return Kernel(name: "SRTP protect", unit: "1,200 bytes, \(profile)", bytes: 1200) {
            sequence &+= 1
            packet.restore(into: &buffer, sequence: sequence)
            var span = buffer.mutableSpan
            _ = try? session.value.protectRTP(&span, length: packet.bytes.count)
        }
    }
}

/// An RTP packet without extensions.
struct PlainPacket {
    let bytes: [UInt8]

    init(payloadBytes: Int, ssrc: SSRC = SSRC(1)) {
        var bytes = [UInt8](repeating: 0x55, count: RTPHeader.fixedBytes + payloadBytes)
        let header = RTPHeader(
            marker: true,
            payloadType: PayloadType(96),
            sequence: SequenceNumber(0),
            timestamp: RTPTimestamp(0),
            ssrc: ssrc,
        )
        var span = bytes.mutableSpan
        _ = header.write(extensions: HeaderExtensions(), map: ExtensionMap(), into: &span)
        self.bytes = bytes
    }

    /// Writes the plain packet over a protected one, with its sequence number.
    func restore(into buffer: inout [UInt8], sequence: UInt16) {
        for index in bytes.indices { buffer[index] = bytes[index] }
        buffer[2] = UInt8(sequence >> 8)
        buffer[3] = UInt8(truncatingIfNeeded: sequence)
    }
}

extension SRTPKeys {
    /// Both directions alike, so that what is protected can be opened by the same session.
    static func fixed(_ profile: SRTPProfile) -> SRTPKeys {
        let master = Master(
            key: (0..<UInt8(profile.masterKeyBytes)).map { $0 &+ 1 },
            salt: (0..<UInt8(profile.masterSaltBytes)).map { $0 &+ 101 },
        )
        return SRTPKeys(profile: profile, local: master, remote: master)
    }
}
