package import Media

/// What `AudioReceiver.pull` wrote, and when it was captured.
package struct PulledFrame: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Decoded sound, forward error correction included.
        case speech
        /// Wholly or partly made up for what is missing.
        case concealed
        /// Nothing to hear: the source pauses, has stopped or has not begun.
        case silence
    }

    package var kind: Kind
    /// RMS of both channels in dB below overload, −127…0 (a full-scale square wave is 0).
    package var level: Float
    /// When the frame's first sample was captured, by the sender's wall clock; nil if unknown.
    package var captureTime: NTPTime?
    /// Relates the sender's wall clock to the instants at which its sound is mixed; nil if unknown.
    package var playoutOffset: PlayoutOffset?

    static let silence = PulledFrame(kind: .silence, level: AudioLevel.silence)
}

/// What an audio receiver has counted since it was made.
package struct AudioReceiverStatistics: Sendable, Hashable {
    /// Packets taken in, late and duplicate ones included.
    package var received = 0
    /// Packets that came after their time had passed.
    package var late = 0
    package var duplicates = 0
    /// Packets that were not there when they were due, late ones included.
    package var lost = 0
    /// Packets that are no Opus packets, or longer than an MTU.
    package var malformed = 0
    /// Packets dropped because more waited than the delay allows.
    package var discarded = 0
    /// Gaps restored from the redundancy of the packet behind them.
    package var recovered = 0
    /// Frames wholly or partly made up by concealment.
    package var concealedFrames = 0
    /// Frames made up to raise the delay.
    package var addedFrames = 0
    /// Frames left out to lower the delay.
    package var skippedFrames = 0
    /// Frames of silence because nothing was to be played.
    package var silentFrames = 0
    /// How often another stream began: a new SSRC or a jump of the timestamps.
    package var restarts = 0
}
