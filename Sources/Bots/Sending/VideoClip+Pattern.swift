import Codecs
package import Media

/// How a bot's own picture is made.
package struct PatternSettings: Hashable, Sendable {
    /// As it is to be seen.
    package var size = PixelSize(width: 640, height: 360)
    /// How the camera is held: what it sends is turned back, and is to be turned like this.
    package var orientation = PictureOrientation.upright
    package var frameRate = 30
    package var bitRate = BitRate.kilobits(600)

    package init() {}

    /// The fastest setting that still looks sound: a load's encoders are not what is measured.
    var encoder: VP8EncoderConfiguration {
        VP8EncoderConfiguration(
            size: orientation.turned(size),
            bitRate: bitRate,
            frameRate: frameRate,
            cpuUsed: -12,
        )
    }
}

extension VideoClip {
    /// How long a pre-encoded pattern is; a delay is read from it without doubt if it is shorter.
    package static let patternSeconds = 3

    /// Encodes a bot's pattern once.
    ///
    /// The codes name the clip's frames, and in place of the time of day the milliseconds since
    /// its begin. Takes the CPU time of encoding `patternSeconds` of it.
    package static func pattern(number: Int, _ settings: PatternSettings) throws -> VideoClip {
        var camera = PatternCamera(number: number, settings)
        var encoder = try VP8Encoder(settings.encoder)
        var frames: [Frame] = []
        var bytes: [UInt8] = []
        for index in 0..<settings.frameRate * patternSeconds {
            let time = Interval(ticks: Int64(index), clockRate: settings.frameRate)
            let milliseconds = UInt32(time.milliseconds)
            try encoder.encode(
                camera.picture(frame: index, milliseconds: milliseconds),
                timestamp: time.ticks(clockRate: VP8Encoder.clockRate),
                forceKeyFrame: index == 0,
            ) { frame, isKeyFrame in
                let start = bytes.count
                for index in 0..<frame.count { bytes.append(frame[index]) }
                let range = start..<bytes.count
                frames.append(Frame(range: range, isKeyFrame: isKeyFrame, time: time))
            }
        }
        var clip = try VideoClip(
            size: settings.size,
            frames: frames,
            bytes: bytes,
            duration: .seconds(patternSeconds),
        )
        clip.orientation = settings.orientation
        return clip
    }
}
