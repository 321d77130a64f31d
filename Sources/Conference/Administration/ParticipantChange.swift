/// What an administrator changes about a participant; nil leaves it as it is.
package struct ParticipantChange: Hashable, Sendable {
    /// The person may unmute itself again.
    package var audioMuted: Bool?
    package var videoMuted: Bool?
    /// Linear, 0…4; 1 is as it was sent.
    package var volume: Double?
    package var name: String?

    package init(
        audioMuted: Bool? = nil,
        videoMuted: Bool? = nil,
        volume: Double? = nil,
        name: String? = nil,
    ) {
        self.audioMuted = audioMuted
        self.videoMuted = videoMuted
        self.volume = volume
        self.name = name
    }

    /// 12 dB up; more would only bring up noise.
    package static let volumes = 0.0...4.0

    /// The change with its name as names are kept.
    ///
    /// - Throws: `AdministrationError.invalid` with all that is wrong.
    func checked() throws(AdministrationError) -> ParticipantChange {
        var faults: [FieldFault] = []
        var checked = self
        if let volume, !Self.volumes.contains(volume) {
            faults.append(FieldFault(pointer: "/volume", reason: "0 to 4; 1 is as it was sent"))
        }
        if let name {
            do throws(NameFault) {
                checked.name = try Conference.participantName(name)
            } catch {
                faults.append(FieldFault(pointer: "/name", reason: error.reason))
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return checked
    }
}
