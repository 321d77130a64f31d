/// Reads numbers out of a file's bytes, front to back; never traps.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    /// - Throws: `MediaFault` if the file ends before.
    mutating func skip(_ count: Int) throws(MediaFault) {
        guard count >= 0, count <= remaining else {
            throw MediaFault("it ends within something, at byte \(position)")
        }
        position += count
    }

    /// The place of the next so many bytes.
    mutating func take(_ count: Int) throws(MediaFault) -> Range<Int> {
        let start = position
        try skip(count)
        return start..<position
    }

    mutating func littleEndian(_ count: Int) throws(MediaFault) -> Int {
        var value = 0
        for index in try take(count).reversed() { value = value << 8 | Int(bytes[index]) }
        return value
    }

    mutating func bigEndian(_ count: Int) throws(MediaFault) -> Int {
        var value = 0
        for index in try take(count) { value = value << 8 | Int(bytes[index]) }
        return value
    }

    /// Four letters, as many formats begin with.
    mutating func tag() throws(MediaFault) -> String {
        String(decoding: bytes[try take(4)], as: UTF8.self)
    }
}
