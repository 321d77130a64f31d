/// What a sender writes into its picture so that a machine can read it out of a mosaic.
///
/// Nine rows of eight blocks, white for 1 and black for 0, most significant bit first:
///
/// ```
///  row 0     participant number
///  rows 1-2  frame counter
///  rows 3-6  milliseconds since 1970, the low 32 bits
///  rows 7-8  CRC-16 (polynomial 0x1021, start 0xFFFF) over the seven bytes above
/// ```
///
/// The end-to-end tests' pages draw and read the same (`Tests/EndToEnd/harness/block_code.py`).
package struct BlockCode: Hashable, Sendable {
    package static let rows = 9
    package static let columns = 8

    package var participant: UInt8
    package var frame: UInt16
    package var milliseconds: UInt32

    package init(participant: UInt8, frame: UInt16, milliseconds: UInt32) {
        self.participant = participant
        self.frame = frame
        self.milliseconds = milliseconds
    }

    /// Reads the nine bytes; nil if their check sum is wrong.
    package init?(_ bytes: InlineArray<9, UInt8>) {
        let sum = UInt16(bytes[7]) << 8 | UInt16(bytes[8])
        guard Self.checksum(bytes) == sum else { return nil }
        participant = bytes[0]
        frame = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        milliseconds = 0
        for index in 3...6 { milliseconds = milliseconds << 8 | UInt32(bytes[index]) }
    }

    /// The rows, from the top.
    package var bytes: InlineArray<9, UInt8> {
        var bytes = InlineArray<9, UInt8>(repeating: 0)
        bytes[0] = participant
        bytes[1] = UInt8(truncatingIfNeeded: frame >> 8)
        bytes[2] = UInt8(truncatingIfNeeded: frame)
        for index in 0..<4 {
            bytes[3 + index] = UInt8(truncatingIfNeeded: milliseconds >> (24 - 8 * index))
        }
        let sum = Self.checksum(bytes)
        bytes[7] = UInt8(truncatingIfNeeded: sum >> 8)
        bytes[8] = UInt8(truncatingIfNeeded: sum)
        return bytes
    }

    /// Of the first seven bytes.
    private static func checksum(_ bytes: InlineArray<9, UInt8>) -> UInt16 {
        var sum: UInt16 = 0xFFFF
        for index in 0..<7 {
            sum ^= UInt16(bytes[index]) << 8
            for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
        }
        return sum
    }
}
