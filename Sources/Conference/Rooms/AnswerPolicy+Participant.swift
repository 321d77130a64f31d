import Media
import SDP

extension AnswerPolicy {
    /// What a room takes from an offer of such a participant, and what it sends to it.
    init(kind: ParticipantKind, quality: Quality?) {
        self =
            switch kind {
            case .participant: AnswerPolicy()
            case .ingest: .ingest
            case .viewer: .playback
            }
        guard quality == .audio else { return }
        video.direction = video.direction.intersection(.receiveOnly)
    }
}
