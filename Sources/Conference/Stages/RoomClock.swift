package import Media

/// The media clock of a room: instants become RTP ticks, counted from when it opened.
///
/// Sound and picture derive their timestamps from it, so that a viewer can play them together.
package struct RoomClock: Sendable {
    package static let videoRate = 90_000

    package let origin: Instant

    /// - Parameter origin: rooms take different ones, so that they do not all tick together.
    package init(origin: Instant) { self.origin = origin }

    /// The 90 kHz timestamp of an instant.
    package func videoTimestamp(at instant: Instant) -> Int64 {
        (instant - origin).ticks(clockRate: Self.videoRate)
    }

    /// The instant of a picture's tick.
    package func pictureTick(_ number: Int64, frameRate: Int) -> Instant {
        origin + Interval(ticks: number, clockRate: frameRate)
    }

    /// The first tick of a picture that is not before an instant.
    package func nextPictureTick(after instant: Instant, frameRate: Int) -> Int64 {
        (instant - origin).ticks(clockRate: frameRate) + 1
    }

    /// The instant of a sound's tick, every 20 ms.
    package func soundTick(_ number: Int64) -> Instant {
        Instant(
            nanoseconds: origin.nanoseconds + number * AudioFormat.frameDuration.nanoseconds
        )
    }

    /// The first tick of the sound that is not before an instant.
    package func nextSoundTick(after instant: Instant) -> Int64 {
        (instant - origin).nanoseconds / AudioFormat.frameDuration.nanoseconds + 1
    }
}
