internal import ICE
internal import Media

/// The bad network of one socket, there and back.
struct SocketImpairment {
    var sending: ImpairedLink
    var receiving: ImpairedLink

    /// The same for both directions, with losses of their own.
    init(_ impairment: LinkImpairment) {
        sending = ImpairedLink(impairment, seed: impairment.seed)
        receiving = ImpairedLink(impairment, seed: ~impairment.seed)
    }

    var deadline: Instant? {
        guard let sending = sending.deadline else { return receiving.deadline }
        return receiving.deadline.map { min($0, sending) } ?? sending
    }
}
