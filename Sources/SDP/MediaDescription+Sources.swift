import Media

extension MediaDescription {
    /// The streams that the writer of the description announces by `a=ssrc` (RFC 5576).
    ///
    /// Those that only repeat another one (`a=ssrc-group:FID`) stand with the one they repeat.
    /// The first 32 are kept: simulcast has three, and the work stays bounded.
    package var sources: [RemoteSource] {
        let pairs = values(of: "ssrc-group").prefix(32).compactMap { value -> (SSRC, SSRC)? in
            let fields = value.fields
            guard fields.count == 3, fields[0] == "FID", let primary = UInt32(decimal: fields[1]),
                let repair = UInt32(decimal: fields[2])
            else { return nil }
            return (SSRC(primary), SSRC(repair))
        }
        var sources: [RemoteSource] = []
        for value in values(of: "ssrc") {
            let fields = value.fields
            guard let number = fields.first.flatMap({ UInt32(decimal: $0) }) else { continue }
            let ssrc = SSRC(number)
            guard !pairs.contains(where: { $0.1 == ssrc }) else { continue }
            if sources.count < 32, !sources.contains(where: { $0.ssrc == ssrc }) {
                let repair = pairs.first { $0.0 == ssrc }?.1
                sources.append(RemoteSource(ssrc: ssrc, retransmissionSSRC: repair))
            }
            guard fields.count > 1, fields[1].hasPrefix("cname:") else { continue }
            for index in sources.indices where sources[index].ssrc == ssrc {
                sources[index].cname = String(fields[1].dropFirst(6))
            }
        }
        return sources
    }

    /// The stream and the track of the first `a=ssrc … msid:` line (before RFC 8830).
    var legacyStreamAndTrack: (stream: String?, track: String?) {
        for value in values(of: "ssrc") {
            let fields = value.fields
            guard fields.count >= 2, fields[1].hasPrefix("msid:") else { continue }
            return (String(fields[1].dropFirst(5)), fields.count > 2 ? fields[2] : nil)
        }
        return (nil, nil)
    }
}
