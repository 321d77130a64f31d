// Reading and writing integers in network byte order. An offset outside the span is a broken
// invariant of the caller (it has compared lengths before) and traps.

extension Span where Element == UInt8 {
    func uint16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    func uint24(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 16 | UInt32(uint16(at: offset + 1))
    }

    func uint32(at offset: Int) -> UInt32 {
        UInt32(uint16(at: offset)) << 16 | UInt32(uint16(at: offset + 2))
    }

    func uint64(at offset: Int) -> UInt64 {
        UInt64(uint32(at: offset)) << 32 | UInt64(uint32(at: offset + 4))
    }

    /// Throws unless `count` bytes lie at `offset`.
    func require(_ count: Int, at offset: Int) throws(MalformedPacket) {
        guard offset + count <= self.count else {
            throw MalformedPacket(.truncated, at: self.count)
        }
    }
}

extension MutableSpan where Element == UInt8 {
    mutating func store(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    /// Stores the lower 24 bits.
    mutating func store24(_ value: UInt32, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 16)
        store(UInt16(truncatingIfNeeded: value), at: offset + 1)
    }

    mutating func store(_ value: UInt32, at offset: Int) {
        store(UInt16(truncatingIfNeeded: value >> 16), at: offset)
        store(UInt16(truncatingIfNeeded: value), at: offset + 2)
    }

    mutating func store(_ value: UInt64, at offset: Int) {
        store(UInt32(truncatingIfNeeded: value >> 32), at: offset)
        store(UInt32(truncatingIfNeeded: value), at: offset + 4)
    }

    /// Copies all of `source` to `offset`.
    mutating func store(_ source: Span<UInt8>, at offset: Int) {
        precondition(offset >= 0 && source.count <= count - offset, "the copy fits")
        for index in 0..<source.count { self[offset &+ index] = source[index] }
    }

    /// Sets `count` bytes at `offset` to zero.
    mutating func clear(_ count: Int, at offset: Int) {
        for index in 0..<count { self[offset + index] = 0 }
    }
}
