/// The checksum of ITU-T V.42 (polynomial 0x04C11DB7, reflected), as FINGERPRINT uses it.
enum CRC32 {
    private static let table: InlineArray<256, UInt32> = {
        var table = InlineArray<256, UInt32>(repeating: 0)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
            table[index] = value
        }
        return table
    }()

    static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for index in 0..<bytes.count {
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])] ^ value >> 8
        }
        return value ^ 0xFFFF_FFFF
    }
}
