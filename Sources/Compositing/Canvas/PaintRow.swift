/// A row of samples as wide as any plane of a canvas, to lay over many rows of it.
///
/// Unchecked: it is its painter's alone, which belongs to one lane at a time.
@safe
final class PaintRow: @unchecked Sendable {
    private let samples: UnsafeMutablePointer<UInt8>
    private let width: Int
    /// What all samples are; nil if they differ.
    private var value: UInt8?

    init(width: Int) {
        self.width = width
        unsafe samples = .allocate(capacity: width)
    }

    deinit { unsafe samples.deallocate() }

    /// The row, all of it of one value.
    func filled(with newValue: UInt8) -> UnsafePointer<UInt8> {
        if newValue != value {
            unsafe samples.update(repeating: newValue, count: width)
            value = newValue
        }
        return unsafe UnsafePointer(samples)
    }

    /// The row, filled with others' samples times an opacity of 0…255.
    func scaled(
        _ others: UnsafePointer<UInt8>,
        count: Int,
        by opacity: UInt8,
    ) -> UnsafePointer<UInt8> {
        value = nil
        let factor = UInt32(opacity)
        for index in 0..<min(count, width) {
            unsafe samples[index] = UInt8((UInt32(others[index]) * factor + 127) / 255)
        }
        return unsafe UnsafePointer(samples)
    }
}
