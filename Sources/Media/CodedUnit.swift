/// What travels with coded media between an I/O shard and the lanes: one audio packet's payload
/// or one whole coded video frame.
///
/// Inward, the times are the sender's; outward, they are the room's.
package struct CodedUnit: BitwiseCopyable, Sendable {
    package var kind: MediaKind
    /// A video frame that depends on no other; false for audio.
    package var isKeyFrame = false
    /// Inward: media was lost before this unit and will not come any more.
    package var followsLoss = false
    /// The RTP timestamp extended to 64 bits, in ticks of the format's clock (48 or 90 kHz).
    package var timestamp: Int64
    /// Inward audio: the RTP sequence number extended to 64 bits; outward: counts units.
    package var sequence: Int64 = 0
    /// Inward: when the (last) packet arrived; outward: the tick that the unit shows or sounds.
    package var instant: Instant
    /// When it was captured by the sender's wall clock, from its sender reports; nil before one.
    package var captureTime: NTPTime?
    /// RFC 6464 level in −dBov, 0 (loudest) … 127 (silence); nil if the sender gives none.
    package var audioLevel: UInt8?
    /// How a video frame is to be turned before it is shown.
    package var orientation = PictureOrientation.upright

    package init(kind: MediaKind, timestamp: Int64, instant: Instant) {
        self.kind = kind
        self.timestamp = timestamp
        self.instant = instant
    }
}
