/// Walks over the elements of a header extension, one-byte or two-byte form (RFC 8285 §4.2, §4.3).
struct ExtensionElements {
    struct Element {
        var identifier: UInt8
        /// The value's bytes within the packet.
        var range: Range<Int>
    }

    private enum Form {
        case oneByte
        case twoByte
        case unknown
    }

    private let form: Form
    private let end: Int
    private var offset: Int

    /// - Parameter range: the extension's body, inside the packet.
    init(profile: UInt16, range: Range<Int>) {
        form =
            profile == HeaderExtensions.oneByteProfile
            ? .oneByte
            : profile & 0xFFF0 == HeaderExtensions.twoByteProfile ? .twoByte : .unknown
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next element, nil after the last; an unknown form has none.
    mutating func next(in packet: Span<UInt8>) throws(MalformedPacket) -> Element? {
        guard form != .unknown else { return nil }
        // A zero byte is padding in both forms.
        while offset < end, packet[offset] == 0 { offset += 1 }
        guard offset < end else { return nil }
        var identifier = packet[offset]
        var length: Int
        switch form {
        case .oneByte:
            length = Int(identifier & 0x0F) + 1
            identifier >>= 4
            // RFC 8285 §4.2: 15 ends the processing; 0 with a length is padding of one byte.
            if identifier == 15 {
                offset = end
                return nil
            }
            offset += 1
        default:
            guard offset + 2 <= end else { throw MalformedPacket(.truncated, at: offset) }
            length = Int(packet[offset + 1])
            offset += 2
        }
        guard offset + length <= end else { throw MalformedPacket(.length, at: offset) }
        defer { offset += length }
        return Element(identifier: identifier, range: offset..<offset + length)
    }
}
