import Media

/// Reads VP8 or Opus out of a WebM or Matroska file (RFC 9559).
///
/// Elements that hold others are entered without looking at their length: so files that were
/// streamed, in which it is unknown, read like any other.
struct WebMFile {
    /// The elements that are looked at.
    private enum Element {
        static let header = 0x1A45_DFA3
        static let entered: Set<Int> = [
            0x1853_8067, 0x1549_A966, 0x1654_AE6B, 0x1F43_B675, 0xA0,
        ]
        static let timestampScale = 0x2AD7B1
        static let track = 0xAE
        static let trackNumber = 0xD7
        static let codec = 0x86
        static let clusterTime = 0xE7
        static let simpleBlock = 0xA3
        static let block = 0xA1
    }

    private let bytes: [UInt8]
    private var nanosecondsPerTick = 1_000_000
    private var tracks: [(number: Int, codec: String)] = []
    private var clusterTime = 0
    private var frames: [(track: Int, frame: CodedFrame)] = []

    /// - Throws: `MediaFault`.
    init(_ bytes: [UInt8]) throws(MediaFault) {
        self.bytes = bytes
        var reader = ByteReader(bytes)
        guard try Self.identifier(&reader) == Element.header else {
            throw MediaFault("it is no WebM file")
        }
        try reader.skip(try Self.size(&reader) ?? 0)
        while reader.remaining > 0 { try readElement(&reader) }
    }

    static func isWebM(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) }

    /// The frames of the first track of a codec, like `V_VP8`.
    func frames(of codec: String) throws(MediaFault) -> [CodedFrame] {
        guard let track = tracks.first(where: { $0.codec == codec }) else {
            let found = tracks.map(\.codec).joined(separator: ", ")
            throw MediaFault("it has no track of \(codec), but \(found.isEmpty ? "none" : found)")
        }
        return frames.filter { $0.track == track.number }.map(\.frame)
    }

    private mutating func readElement(_ reader: inout ByteReader) throws(MediaFault) {
        let identifier = try Self.identifier(&reader)
        let size = try Self.size(&reader)
        if Element.entered.contains(identifier) { return }
        if identifier == Element.track {
            tracks.append((0, ""))
            return
        }
        guard let size else { throw MediaFault("an element has no length") }
        // The file was cut off: what is whole counts.
        guard size <= reader.remaining else { return try reader.skip(reader.remaining) }
        try readValue(identifier, size, &reader)
    }

    private mutating func readValue(
        _ identifier: Int,
        _ size: Int,
        _ reader: inout ByteReader,
    ) throws(MediaFault) {
        switch identifier {
        case Element.timestampScale where size <= 7:
            nanosecondsPerTick = try reader.bigEndian(size)
        case Element.trackNumber where size <= 7 && !tracks.isEmpty:
            tracks[tracks.count - 1].number = try reader.bigEndian(size)
        case Element.codec where !tracks.isEmpty:
            let name = bytes[try reader.take(size)].prefix { $0 != 0 }
            tracks[tracks.count - 1].codec = String(decoding: name, as: UTF8.self)
        case Element.clusterTime where size <= 7:
            clusterTime = try reader.bigEndian(size)
        case Element.simpleBlock, Element.block:
            try readBlock(end: reader.position + size, &reader)
        default:
            try reader.skip(size)
        }
    }

    /// RFC 9559 §10.1.
    private mutating func readBlock(
        end: Int,
        _ reader: inout ByteReader,
    ) throws(MediaFault) {
        guard let track = try Self.size(&reader) else { throw MediaFault("a block has no track") }
        let offset = Int16(truncatingIfNeeded: try reader.bigEndian(2))
        let flags = try reader.bigEndian(1)
        guard reader.position <= end else { throw MediaFault("a block is too short") }
        guard flags & 0x06 == 0 else { throw MediaFault("it uses lacing, which is not read") }
        let ticks = clusterTime + Int(offset)
        let (nanoseconds, overflows) = ticks.multipliedReportingOverflow(by: nanosecondsPerTick)
        guard !overflows else { throw MediaFault("a time makes no sense") }
        let range = try reader.take(end - reader.position)
        let time = Interval(nanoseconds: Int64(nanoseconds))
        frames.append((track, CodedFrame(range: range, time: time)))
    }

    /// RFC 8794 §5: the length's marker stays in an identifier.
    private static func identifier(_ reader: inout ByteReader) throws(MediaFault) -> Int {
        let first = try reader.bigEndian(1)
        let length = first.leadingZeroBitCount - (Int.bitWidth - 8) + 1
        guard length <= 4 else { throw MediaFault("no element begins at byte \(reader.position)") }
        var value = first
        for _ in 1..<length { value = value << 8 | (try reader.bigEndian(1)) }
        return value
    }

    /// RFC 8794 §4; nil: unknown.
    private static func size(_ reader: inout ByteReader) throws(MediaFault) -> Int? {
        let first = try reader.bigEndian(1)
        let length = first.leadingZeroBitCount - (Int.bitWidth - 8) + 1
        guard length <= 8 else { throw MediaFault("no length at byte \(reader.position)") }
        var value = first & (0xFF >> length)
        for _ in 1..<length { value = value << 8 | (try reader.bigEndian(1)) }
        return value == (1 << (7 * length)) - 1 ? nil : value
    }
}
