import Media
import SecureTransport

/// SRTP of one direction of one peer, with the cipher that the bots agree on.
final class CipherFloor {
    private var sealing: SRTPSession
    private var opening: SRTPSession
    private let packet: PlainPacket
    private var buffer: [UInt8]
    private var sequence: UInt16 = 0
    private var watch = Stopwatch()

    /// - Parameter payloadBytes: 1,188 for pictures; some 80 for sound.
    init(payloadBytes: Int = 1188) throws {
        let keys = SRTPKeys.fixed(.aeadAES128GCM)
        sealing = try SRTPSession(keys: keys)
        opening = try SRTPSession(keys: keys)
        packet = PlainPacket(payloadBytes: payloadBytes)
        buffer = packet.bytes + [UInt8](repeating: 0, count: SRTPSession.maximumTrailerBytes)
    }

    var nanoseconds: Int64 { watch.nanoseconds }

    /// What is sent: measured.
    func seal(packets: Int) {
        for _ in 0..<packets {
            prepare()
            var span = buffer.mutableSpan
            watch.measure { _ = try? sealing.protectRTP(&span, length: packet.bytes.count) }
        }
    }

    /// What is received: only the opening is measured.
    func open(packets: Int) {
        for _ in 0..<packets {
            prepare()
            var span = buffer.mutableSpan
            let length = (try? sealing.protectRTP(&span, length: packet.bytes.count)) ?? 0
            watch.measure { _ = try? opening.unprotectRTP(&span, length: length) }
        }
    }

    private func prepare() {
        sequence &+= 1
        packet.restore(into: &buffer, sequence: sequence)
    }
}
