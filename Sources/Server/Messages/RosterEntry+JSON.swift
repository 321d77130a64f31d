import Conference
import JSON

extension RosterEntry {
    /// Its members in a `roster` message and in the roster of `joined`.
    func write(to writer: inout JSONWriter) {
        writer.member("participant", participant.rawValue)
        writer.member("name", name)
        writer.member("hasAudio", hasAudio)
        writer.member("hasVideo", hasVideo)
        writer.member("audioMuted", audioMuted)
        writer.member("videoMuted", videoMuted)
        writer.member("handRaised", handRaised)
        writer.member("reconnecting", reconnecting)
        writer.member("sharing", sharing)
        writer.member("kind", kind.rawValue)
    }
}
