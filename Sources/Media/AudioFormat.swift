/// The one format of decoded sound inside the server: float32 in −1…1, 48 kHz, stereo
/// interleaved (left, right, left, …), in frames of 20 ms.
package enum AudioFormat {
    package static let sampleRate = 48_000
    package static let channels = 2
    package static let frameDuration = Interval.milliseconds(20)
    /// Samples per channel in a frame.
    package static let samplesPerFrame = 960
    /// Values in a frame, both channels.
    package static let valuesPerFrame = samplesPerFrame * channels
}
