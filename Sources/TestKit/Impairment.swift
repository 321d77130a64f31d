package import Media

/// What a direction of an emulated link does to datagrams.
package struct Impairment: Sendable {
    /// The share of datagrams that vanish, 0…1.
    package var loss = 0.0
    /// One-way delay that every datagram has.
    package var delay = Interval.milliseconds(10)
    /// Up to so much more delay, evenly spread; the order is kept.
    package var jitter = Interval.zero
    /// The share of datagrams that are held back by `reorderDelay`, so that others overtake them.
    package var reorder = 0.0
    package var reorderDelay = Interval.milliseconds(20)
    /// The share of datagrams that arrive twice.
    package var duplicate = 0.0
    /// The link's rate; nil: unlimited.
    package var rate: BitRate?
    /// Bytes that may wait for the link before more are dropped; counts with `rate` only.
    package var queueBytes = 128 * 1024

    package init() {}

    /// A clean link with a delay of 10 ms.
    package static let none = Impairment()

    package static func loss(_ share: Double) -> Impairment {
        var impairment = Impairment()
        impairment.loss = share
        return impairment
    }
}
