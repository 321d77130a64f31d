/// A place in a text, as editors count.
package struct TextPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// From 1, in Unicode scalars.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// - Parameter offset: in bytes; the end of the text if it is beyond.
    package init(of offset: Int, in text: [UInt8]) {
        let before = text[..<min(offset, text.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        // Bytes that continue a scalar are no columns.
        column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    }

    package var description: String { "\(line):\(column)" }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
