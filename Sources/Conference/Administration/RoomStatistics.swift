package import Media
package import Peer

/// What a room's connections and stages did so far.
package struct RoomStatistics: Sendable {
    /// One participant's connection.
    package struct Participant: Sendable {
        package var id: ParticipantID
        package var name: String
        /// Of its leg, both directions; nil while it has none.
        package var peer: PeerStatistics?

        package init(id: ParticipantID, name: String, peer: PeerStatistics?) {
            self.id = id
            self.name = name
            self.peer = peer
        }
    }

    /// What one stage costs: a decoder, a mixer, a compositor, an encoder.
    package struct Stage: Hashable, Sendable {
        /// Unique among stages of one kind, mostly: `mix`, `compose`, `encode 1280x720`, or
        /// `<participant>/audio`.
        package var name: String
        /// Whether it works for sound or for pictures.
        package var kind: MediaKind
        /// CPU time per second lately; 1 is a whole CPU.
        package var load: Double
        /// CPU time of all steps so far.
        package var cpuTime: Interval
        package var steps: Int
        /// Steps that ended later than they should have.
        package var lateSteps: Int
        /// CPU time of a step: the median, and what 95 % and 99 % of them stay under.
        package var p50: Interval
        package var p95: Interval
        package var p99: Interval

        package init(
            name: String,
            kind: MediaKind,
            load: Double,
            cpuTime: Interval,
            steps: Int,
            lateSteps: Int,
            p50: Interval,
            p95: Interval,
            p99: Interval,
        ) {
            self.name = name
            self.kind = kind
            self.load = load
            self.cpuTime = cpuTime
            self.steps = steps
            self.lateSteps = lateSteps
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }
    }

    /// In the order in which they joined.
    package var participants: [Participant]
    /// In the order in which they were made.
    package var stages: [Stage]
    /// Distinct pictures that are composed.
    package var views: Int
    /// Distinct sounds that are mixed.
    package var mixes: Int
    package var videoEncodings: Int
    package var audioEncodings: Int

    package init(
        participants: [Participant],
        stages: [Stage],
        views: Int,
        mixes: Int,
        videoEncodings: Int,
        audioEncodings: Int,
    ) {
        self.participants = participants
        self.stages = stages
        self.views = views
        self.mixes = mixes
        self.videoEncodings = videoEncodings
        self.audioEncodings = audioEncodings
    }
}
