import SecureTransport

/// One end's session, with arrays in place of spans.
final class SRTPEnd {
    private var session: SRTPSession

    init(_ keys: SRTPKeys) throws { session = try SRTPSession(keys: keys) }

    func protect(_ packet: [UInt8], room: Int = SRTPSession.maximumTrailerBytes) throws -> [UInt8] {
        var buffer = packet + [UInt8](repeating: 0, count: room)
        var span = buffer.mutableSpan
        let count = try session.protectRTP(&span, length: packet.count)
        return Array(buffer[..<count])
    }

    func open(_ packet: [UInt8]) throws -> [UInt8] {
        var buffer = packet
        var span = buffer.mutableSpan
        let count = try session.unprotectRTP(&span, length: packet.count)
        return Array(buffer[..<count])
    }

    func protectControl(_ packet: [UInt8]) throws -> [UInt8] {
        var buffer = packet + [UInt8](repeating: 0, count: SRTPSession.maximumTrailerBytes)
        var span = buffer.mutableSpan
        let count = try session.protectRTCP(&span, length: packet.count)
        return Array(buffer[..<count])
    }

    func openControl(_ packet: [UInt8]) throws -> [UInt8] {
        var buffer = packet
        var span = buffer.mutableSpan
        let count = try session.unprotectRTCP(&span, length: packet.count)
        return Array(buffer[..<count])
    }
}
