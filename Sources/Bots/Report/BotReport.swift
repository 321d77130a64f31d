/// What one bot received and sent: the `bots` of `tessera bot --json`.
///
/// Times are in milliseconds, levels in dB of full scale. What a bot did not look at is absent.
package struct BotReport: Codable, Hashable, Sendable {
    package var name: String
    package var number: Int
    /// As the server named it.
    package var participant: String?
    /// `joining`, `calling`, `connected` or `over`.
    package var state: String
    /// Why it is over before its time.
    package var failure: String?
    /// From its start to the end of the DTLS handshake.
    package var millisecondsToConnect: Double?
    package var roundTripMilliseconds: Double?
    /// Over which freezes, frames a second and delays were counted.
    package var countedSeconds: Double
    package var picture: PictureReport?
    package var sound: SoundReport?
    package var sent: [SentReport]

    /// Whether what it was to receive came.
    package var hasMedia: Bool {
        (picture.map { $0.frames > 0 } ?? true) && (sound.map { $0.packets > 0 } ?? true)
            && !(picture == nil && sound == nil && sent.allSatisfy { $0.packets == 0 })
    }
}

/// What came in on one track.
package struct ReceptionReport: Codable, Hashable, Sendable {
    package var packets: Int
    package var bytes: Int
    /// Not received on the first attempt.
    package var lost: Int
    /// Of them came as retransmissions.
    package var repaired: Int
    /// Asked for again.
    package var nacked: Int
    package var jitterMilliseconds: Double
    package var keyFrameRequests: Int
}

/// The mosaic that a bot was sent.
package struct PictureReport: Codable, Hashable, Sendable {
    package struct Tile: Codable, Hashable, Sendable {
        /// Of the participant that stands there.
        package var name: String
        /// The number in its code.
        package var number: Int
        /// Different pictures of it that were recognised.
        package var pictures: Int
        package var picturesPerSecond: Double
        /// From capture to decoded.
        package var decoded: DelayReport?
        /// From capture to shown: glass to glass.
        package var shown: DelayReport?
    }

    package var reception: ReceptionReport
    /// Whole frames since it joined.
    package var frames: Int
    package var keyFrames: Int
    /// Frames given up because a part never came, and frames that could not be decoded.
    package var framesLost: Int
    package var framesPerSecond: Double
    package var width: Int?
    package var height: Int?
    package var sizeChanges: Int
    package var freezes: Int
    package var frozenMilliseconds: Double
    /// Over all tiles but the bot's own.
    package var decoded: DelayReport?
    package var shown: DelayReport?
    package var tiles: [Tile]?
}

/// The mix that a bot was sent.
package struct SoundReport: Codable, Hashable, Sendable {
    package struct Voice: Codable, Hashable, Sendable {
        package var number: Int
        /// Absent if it is not heard at the end.
        package var level: Double?
        /// From mouth to ear, playout buffer included.
        package var delay: DelayReport?
    }

    package var reception: ReceptionReport
    package var packets: Int
    /// Frames of 20 ms made up for what was missing.
    package var concealedFrames: Int
    package var stretchedFrames: Int
    package var recoveredByFEC: Int
    /// Beyond the fastest packets, as the playout buffer aims at.
    package var playoutTargetMilliseconds: Double
    package var voices: [Voice]?
    /// The level of the bot's own tone in what it is sent; absent, as it should be, if not heard.
    package var ownLevel: Double?
    /// Over all voices.
    package var delay: DelayReport?
}

/// What a bot sent on one track.
package struct SentReport: Codable, Hashable, Sendable {
    package var kind: String
    package var packets: Int
    package var bytes: Int
    package var units: Int
    package var keyFrames: Int
    package var retransmissions: Int
    package var nacksReceived: Int
    package var keyFrameRequestsReceived: Int
    /// As the server reports it.
    package var lostAtServer: Int
}

/// A distribution of delays, in milliseconds.
package struct DelayReport: Codable, Hashable, Sendable {
    package var count: Int
    package var mean: Double
    package var p50: Int
    package var p95: Int
    package var p99: Int

    /// Nil if nothing was measured.
    package init?(_ delays: DelayDistribution) {
        guard let mean = delays.mean, let p50 = delays.percentile(0.5),
            let p95 = delays.percentile(0.95), let p99 = delays.percentile(0.99)
        else { return nil }
        count = delays.count
        self.mean = (mean * 10).rounded() / 10
        (self.p50, self.p95, self.p99) = (p50, p95, p99)
    }
}
