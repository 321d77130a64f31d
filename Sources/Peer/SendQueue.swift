import Congestion
import Media
import RTP

/// Packets that wait for their turn, by number; the packets themselves lie in the histories.
struct SendQueue: ~Copyable {
    /// A packet whose turn has come.
    struct Ticket {
        var kind: MediaKind
        var sequence: SequenceNumber
        var isRepeat: Bool
    }

    /// Video leaves at this multiple of its rate: a key frame is spread, a frame is not late.
    private static let headroom = 2.5
    /// A first key frame comes before there is a rate.
    private static let lowestRate = BitRate.kilobits(2_000)

    private var pacer = Pacer(rate: SendQueue.lowestRate)
    /// Packets that have a number over all packets of the transport.
    private(set) var numbered = 0

    init() {}

    var deadline: Instant? { pacer.deadline }

    /// Follows the rate of what is sent.
    mutating func follow(_ rate: BitRate) {
        let paced = Int(Double(rate.bitsPerSecond) * Self.headroom)
        pacer.rate = max(Self.lowestRate, BitRate(bitsPerSecond: paced))
    }

    /// Appends a packet; false if there is no room.
    mutating func append(_ ticket: Ticket, bytes: Int, now: Instant) -> Bool {
        let kind: Pacer.Kind =
            ticket.isRepeat ? .retransmission : ticket.kind == .audio ? .audio : .video
        let token = UInt32(ticket.kind.rawValue) << 16 | UInt32(ticket.sequence.rawValue)
        return pacer.enqueue(kind, bytes: bytes, token: token, now: now)
    }

    mutating func next(now: Instant) -> Ticket? {
        guard let release = pacer.nextRelease(now: now) else { return nil }
        return Ticket(
            kind: release.token >> 16 == MediaKind.audio.rawValue ? .audio : .video,
            sequence: SequenceNumber(UInt16(truncatingIfNeeded: release.token)),
            isRepeat: release.kind == .retransmission,
        )
    }

    /// The number over all packets of the transport.
    mutating func takeTransportSequence() -> UInt16 {
        numbered += 1
        return UInt16(truncatingIfNeeded: numbered)
    }
}
