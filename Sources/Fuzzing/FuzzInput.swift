/// Takes an input apart: what a machine is to do next, and with what.
///
/// Past its end an input is all zeros, so that every prefix of an input is one too.
struct FuzzInput {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ span: Span<UInt8>) { bytes = Array(copying: span) }

    var isAtEnd: Bool { offset >= bytes.count }

    mutating func byte() -> UInt8 {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func flag() -> Bool { byte() & 1 != 0 }

    mutating func int8() -> Int { Int(Int8(bitPattern: byte())) }

    mutating func uint16() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

    mutating func uint32() -> UInt32 { UInt32(uint16()) << 16 | UInt32(uint16()) }

    mutating func uint64() -> UInt64 { UInt64(uint32()) << 32 | UInt64(uint32()) }

    /// One of so many choices; 256 at most.
    mutating func choice(of count: Int) -> Int { Int(byte()) % count }

    /// An element of a list that is not empty.
    mutating func element<Element>(of list: [Element]) -> Element { list[choice(of: list.count)] }

    /// So many bytes, or those that are left.
    mutating func bytes(atMost count: Int) -> [UInt8] {
        let end = min(offset + count, bytes.count)
        defer { offset = end }
        return Array(bytes[min(offset, end)..<end])
    }

    /// All that is left.
    mutating func rest() -> [UInt8] { bytes(atMost: bytes.count) }
}

extension Array where Element == UInt8 {
    /// A copy of the bytes of a span, in one piece also in debug builds.
    init(copying span: Span<UInt8>) {
        self = span.withUnsafeBufferPointer { Array($0) }
    }
}
