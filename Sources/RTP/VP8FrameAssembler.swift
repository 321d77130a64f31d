package import Media

/// Puts the packets of one VP8 stream together to whole frames, in decode order (RFC 7741).
///
/// Packets come in any order, repeated, or not at all. The machine:
///
/// ```
///              start of a key frame                  next packets in order: frame after frame out
///  ┌─────────┐ ─────────────────────────▶ ┌─────────┐ ──┐
///  │ waiting │                            │ flowing │   │
///  └─────────┘ ◀───────────────────────── └─────────┘ ◀─┘
///              a gap is given up, a frame cannot be handed on, the numbers jump
/// ```
/// While flowing, the packet that is missing next (a gap) is waited for until
/// `retransmissionLimit` after a later packet showed that it is missing. Meanwhile
/// - a complete key frame behind the gap is handed out at once, and what it overtook is dropped;
/// - a frame whose PictureID follows the last one shows that only padding was lost, and nothing is
///   waited for.
///
/// When the limit is over, the frames that are known not to depend on what was lost go on (see
/// `VP8FrameAssembler+Loss.swift`); if none is, everything is dropped until a key frame.
///
/// The caller calls `handleTimeout` at `deadline`, and asks the sender for a key frame, at a rate
/// of its choice, while `needsKeyFrame`. Bounded: a ring of `capacity` packets by number, frames of
/// at most 1 MiB; no allocation after `init`. Belongs to the thread of its peer.
package struct VP8FrameAssembler: ~Copyable {
    /// How long a missing packet is waited for once it is known to be missing.
    package var retransmissionLimit: Interval
    /// Gives frames their capture time; the owner keeps it up to date.
    package var senderClock = SenderReportClock(clockRate: VP8FrameAssembler.clockRate)
    /// What happened so far.
    package internal(set) var counters = Counters()

    /// Ticks of the RTP timestamp per second (RFC 7741 §4.1).
    package static let clockRate = 90_000
    /// Larger frames are dropped.
    package static let maximumFrameBytes = 1 << 20
    /// Payload bytes of a packet that a datagram of 1,500 bytes can hold.
    static let slotBytes = 1472
    /// RFC 3550 A.1: a packet further back than this is no straggler.
    static let maximumMisorder: Int64 = 3000

    /// Counts since the start; `reset` keeps them.
    package struct Counters: Hashable, Sendable {
        /// Frames handed out.
        package var frames = 0
        package var keyFrames = 0
        /// Packets that came twice.
        package var duplicates = 0
        /// Packets that came after they had been given up.
        package var late = 0
        /// Packets whose descriptor or length is impossible.
        package var malformed = 0
        /// Gaps that were given up.
        package var abandonedGaps = 0
        /// Whole frames dropped because they depend on a lost frame of an upper temporal layer.
        package var skippedFrames = 0
        /// Frames dropped because their packets contradict each other, or they are too large.
        package var brokenFrames = 0
        /// Frames dropped because the ring was full.
        package var refusedFrames = 0
        /// Times that the sender began anew with other numbers.
        package var restarts = 0
    }

    let capacity: Int
    var slots: [Slot]
    var bytes: [UInt8]
    var unwrapper = TimestampUnwrapper()

    var isWaiting = true
    /// While waiting at the start: when a key frame is asked for if none begins before.
    var askAt: Instant?
    /// The first packet that is still of interest; flowing: the first of the next frame.
    var cursor: Int64?
    /// Flowing: the packets of the next frame from `cursor` up to here are there.
    var scanned: Int64 = 0
    var scannedBytes = 0
    var highest: Int64 = 0
    /// The number that would confirm a new beginning far back.
    var confirmation: Int64?
    /// Something was dropped since the last frame that was handed out.
    var lossPending = false
    var lastPictureID: VP8PayloadDescriptor.PictureID?
    var lastBaseLayerIndex: UInt8?
    /// Of the frames as they come; a sender says so again only with a key frame, or when it changes.
    var orientation = PictureOrientation.upright
    /// Bit per temporal layer: nothing that its frames depend on was lost.
    var intactLayers = Self.allLayers

    static let allLayers: UInt8 = 0xF

    /// - Parameters:
    ///   - capacity: packets held at most, a power of two; a frame can have no more.
    ///   - retransmissionLimit: how long a missing packet is waited for.
    package init(
        capacity: Int = 512,
        retransmissionLimit: Interval = .milliseconds(200),
    ) {
        precondition(
            capacity >= 2 && capacity & (capacity - 1) == 0,
            "the capacity is a power of two",
        )
        self.capacity = capacity
        self.retransmissionLimit = retransmissionLimit
        slots = Array(repeating: Slot(), count: capacity)
        bytes = Array(repeating: 0, count: capacity * Self.slotBytes)
    }

    /// Nothing can be handed out before a key frame, and none is on its way.
    package var needsKeyFrame: Bool { isWaiting && askAt == nil && cursor != nil }

    /// Packets before this number are not needed any more, whether they came or not.
    package var oldestWanted: Int64? { cursor }

    /// When `handleTimeout` has something to do; nil while it has not.
    package var deadline: Instant? {
        guard cursor != nil else { return nil }
        if isWaiting { return askAt }
        return gapNoticed.map { $0 + retransmissionLimit }
    }

    /// Takes a packet and writes the frames that it completes.
    ///
    /// - Parameters:
    ///   - sequence: the extended sequence number.
    ///   - header: the packet's; ranges count from the start of `packet`.
    ///   - packet: the whole packet, decrypted. One without payload counts as received.
    ///   - orientation: what the packet says of it; the last one to do so speaks for its frame.
    ///   - now: when it arrived.
    ///   - ring: where frames go. If it refuses one, the next is a key frame.
    /// - Returns: the number of frames written.
    package mutating func insert(
        sequence: Int64,
        header: RTPHeader,
        packet: Span<UInt8>,
        orientation: PictureOrientation? = nil,
        now: Instant,
        into ring: RecordRing,
    ) -> Int {
        guard accept(sequence, now: now) else { return 0 }
        store(sequence, header: header, packet: packet, orientation: orientation, now: now)
        return advance(inserted: sequence, now: now, into: ring)
    }

    /// Gives up what was waited for too long.
    ///
    /// - Returns: the number of frames written.
    package mutating func handleTimeout(now: Instant, into ring: RecordRing) -> Int {
        guard cursor != nil else { return 0 }
        var frames = 0
        // One gap after the other; each is given up once, so this ends.
        while let deadline, deadline <= now {
            if isWaiting {
                askAt = nil
            } else {
                giveUp(now: now)
                frames += advance(inserted: nil, now: now, into: ring)
            }
        }
        return frames
    }

    /// Forgets all packets and begins again with a key frame, for instance for a new SSRC.
    package mutating func reset() {
        if cursor != nil { lossPending = true }
        cursor = nil
        isWaiting = true
        askAt = nil
        confirmation = nil
        for index in 0..<capacity { slots[index].content = .nothing }
    }
}
