internal import Media

/// What the network adds to each packet's way: its transit over the smallest of the last seconds.
///
/// A transit is arrival minus media time; its absolute value means nothing, since the two clocks
/// have different origins. The smallest of a sliding window is that of an undisturbed network, and
/// follows drift and changes of route.
struct TransitFilter {
    private static let slotDuration = Interval.seconds(1)
    private static let slotCount = 10
    private static let none = Int64.max
    /// A transit that differs so much from the last one is another stream's.
    private static let restart = Interval.seconds(3)

    /// The smallest transit of each second, a ring.
    private var minima = InlineArray<10, Int64>(repeating: none)
    private var slot: Int64 = 0
    private var last: Int64?
    /// The smallest transit of the window in nanoseconds; nil before the first packet.
    private(set) var baseline: Int64?

    /// Whether such a packet continues the stream, or starts another.
    func continues(mediaTime: Interval, arrival: Instant) -> Bool {
        guard let last else { return true }
        let transit = arrival.nanoseconds &- mediaTime.nanoseconds
        return (transit &- last).magnitude <= UInt64(Self.restart.nanoseconds)
    }

    /// Notes a packet and says how much later than undisturbed it is.
    mutating func note(mediaTime: Interval, arrival: Instant) -> Interval {
        let transit = arrival.nanoseconds &- mediaTime.nanoseconds
        last = transit
        advance(to: arrival.nanoseconds / Self.slotDuration.nanoseconds)
        let index = Int(slot % Int64(Self.slotCount))
        minima[index] = min(minima[index], transit)
        var smallest = transit
        for index in 0..<Self.slotCount { smallest = min(smallest, minima[index]) }
        baseline = smallest
        return Interval(nanoseconds: transit &- smallest)
    }

    private mutating func advance(to newSlot: Int64) {
        guard newSlot > slot else { return }
        for step in 0..<min(newSlot - slot, Int64(Self.slotCount)) {
            minima[Int((newSlot - step) % Int64(Self.slotCount))] = Self.none
        }
        slot = newSlot
    }
}
