import Synchronization

/// A bounded queue of 20 ms sound frames (`AudioFormat`) between two threads.
///
/// Single producer, single consumer; no lock, no allocation after `init`. A full ring refuses the
/// newest frame.
@safe package final class PCMRing: @unchecked Sendable {
    private let capacity: Int
    private let storage: UnsafeMutablePointer<Float>
    private let ticks: UnsafeMutablePointer<Int64>
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)

    /// - Parameter capacity: frames that it holds.
    package init(capacity: Int) {
        self.capacity = capacity
        let values = capacity * AudioFormat.valuesPerFrame
        unsafe storage = .allocate(capacity: values)
        unsafe storage.initialize(repeating: 0, count: values)
        unsafe ticks = .allocate(capacity: capacity)
        unsafe ticks.initialize(repeating: 0, count: capacity)
    }

    deinit {
        unsafe storage.deallocate()
        unsafe ticks.deallocate()
    }

    /// Appends the frame of a tick; `fill` writes `AudioFormat.valuesPerFrame` values.
    ///
    /// - Returns: false if the ring is full; `fill` is not called then.
    @discardableResult
    package func write(tick: Int64, fill: (inout MutableSpan<Float>) -> Void) -> Bool {
        let position = tail.load(ordering: .relaxed)
        guard position - head.load(ordering: .acquiring) < capacity else { return false }
        let slot = position % capacity
        unsafe ticks[slot] = tick
        let values = unsafe UnsafeMutableBufferPointer(
            start: storage + slot * AudioFormat.valuesPerFrame,
            count: AudioFormat.valuesPerFrame,
        )
        var span = unsafe MutableSpan(_unsafeElements: values)
        fill(&span)
        tail.store(position + 1, ordering: .releasing)
        return true
    }

    /// Hands the oldest frame to `body` and removes it; nil if there is none.
    package func read<R>(_ body: (Int64, Span<Float>) -> R) -> R? {
        let position = head.load(ordering: .relaxed)
        guard position != tail.load(ordering: .acquiring) else { return nil }
        let slot = position % capacity
        let values = unsafe UnsafeBufferPointer(
            start: storage + slot * AudioFormat.valuesPerFrame,
            count: AudioFormat.valuesPerFrame,
        )
        let result = unsafe body(ticks[slot], values.span)
        head.store(position + 1, ordering: .releasing)
        return result
    }
}
