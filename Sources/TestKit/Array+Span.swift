extension Array where Element == UInt8 {
    /// A copy of the bytes of a span, in one piece also in debug builds.
    package init(copying span: Span<UInt8>) {
        self = span.withUnsafeBufferPointer { Array($0) }
    }
}
