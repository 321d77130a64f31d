internal import Media

/// Decoded sound that waits to be cut into frames: two channels interleaved, in one piece.
@safe
struct SampleQueue: ~Copyable, @unchecked Sendable {
    /// Samples per channel: two frames, and the longest packet behind them.
    private static let capacity = 2 * AudioFormat.samplesPerFrame + 5760
    private static let channels = AudioFormat.channels

    private let values: UnsafeMutablePointer<Float>
    private var start = 0
    /// Samples per channel that wait.
    private(set) var count = 0

    init() {
        unsafe values = .allocate(capacity: Self.capacity * Self.channels)
        unsafe values.initialize(repeating: 0, count: Self.capacity * Self.channels)
    }

    deinit { unsafe values.deallocate() }

    /// Lets `fill` write at the end.
    ///
    /// - Parameters:
    ///   - samples: room per channel; up to a packet's 5760 while less than two frames wait.
    ///   - fill: returns the samples per channel that it wrote.
    /// - Returns: the samples per channel that were added.
    @discardableResult
    mutating func append(samples: Int, _ fill: (inout MutableSpan<Float>) -> Int) -> Int {
        precondition(count + samples <= Self.capacity, "packets are decoded as they are needed")
        compact()
        let room = unsafe UnsafeMutableBufferPointer(
            start: values + count * Self.channels,
            count: samples * Self.channels,
        )
        var span = unsafe MutableSpan(_unsafeElements: room)
        let added = min(max(0, fill(&span)), samples)
        count += added
        return added
    }

    /// Hands out the first frame; at least one must wait.
    func withFirstFrame<R>(_ body: (Span<Float>) -> R) -> R {
        precondition(count >= AudioFormat.samplesPerFrame, "a frame waits")
        let frame = unsafe UnsafeBufferPointer(
            start: values + start * Self.channels,
            count: AudioFormat.valuesPerFrame,
        )
        return unsafe body(frame.span)
    }

    /// Removes the first frame.
    mutating func removeFirstFrame() {
        start += AudioFormat.samplesPerFrame
        count -= AudioFormat.samplesPerFrame
    }

    mutating func removeAll() {
        start = 0
        count = 0
    }

    private mutating func compact() {
        guard start > 0 else { return }
        unsafe values.update(from: values + start * Self.channels, count: count * Self.channels)
        start = 0
    }
}
