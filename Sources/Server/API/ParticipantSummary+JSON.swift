import Conference
import JSON

/// The fields of a participant that clients send.
enum ParticipantFields {
    static let name = Field<String>.text(
        "name",
        .line(1...Conference.maximumParticipantNameLength),
        "What the others see.",
    )
    static let audioMuted = Field<Bool>.flag(
        "audioMuted",
        "Whether nobody hears this participant; the person may change it too.",
    )
    static let videoMuted = Field<Bool>.flag(
        "videoMuted",
        "Whether nobody sees this participant; the person may change it too.",
    )
    static let volume = Field<Double>.number(
        "volume",
        in: ParticipantChange.volumes,
        "What its sound is multiplied with in the mix: 1 is as it was sent, 0 is silence.",
    )

    /// What may be changed of a participant.
    static let changeable = [audioMuted.member, videoMuted.member, volume.member, name.member]

    static func change(_ reader: inout FieldReader) -> ParticipantChange {
        ParticipantChange(
            audioMuted: reader.optional(audioMuted),
            videoMuted: reader.optional(videoMuted),
            volume: reader.optional(volume),
            name: reader.optional(name),
        )
    }

    static let schemas: KeyValuePairs<String, JSONValue> = [
        "ParticipantChange": Schema.request(
            "A JSON Merge Patch (RFC 7396): what is not given stays as it is.",
            optional: changeable,
        ),
        "Participant": ParticipantSummary.schema,
        "ParticipantPage": Page<ParticipantSummary>.schema(
            of: "Participant",
            "Participants in the order in which they joined.",
        ),
    ]
}

extension ParticipantSummary {
    var json: JSONValue {
        [
            "id": .text(id.rawValue),
            "name": .text(entry.name),
            "kind": .text(entry.kind.rawValue),
            "joinedAt": .time(joinedAt),
            "connected": .flag(connected),
            "reconnecting": .flag(entry.reconnecting),
            "hasAudio": .flag(entry.hasAudio),
            "hasVideo": .flag(entry.hasVideo),
            "audioMuted": .flag(entry.audioMuted),
            "videoMuted": .flag(entry.videoMuted),
            "volume": .number(volume),
            "speaking": .flag(isSpeaking),
            "handRaised": .flag(entry.handRaised),
            "sharing": .flag(entry.sharing),
        ]
    }

    fileprivate static let schema = Schema.object(
        "Somebody in a room.",
        required: [
            SchemaMember(name: "id", schema: Schema.text("Kept over reconnections.")),
            SchemaMember(name: "name", schema: Schema.text("What the others see.")),
            SchemaMember(
                name: "kind",
                schema: Schema.oneOf(
                    ParticipantKind.allCases.map(\.rawValue),
                    "An `ingest` only sends, a `viewer` only receives.",
                ),
            ),
            SchemaMember(
                name: "joinedAt",
                schema: Schema.text("When it first came.", format: "date-time"),
            ),
            flag("connected", "Whether a media path stands."),
            flag("reconnecting", "Whether the path is lost and its return is awaited."),
            flag("hasAudio", "Whether it sends sound; a muted microphone counts."),
            flag("hasVideo", "Whether it sends a picture that can be shown now."),
            ParticipantFields.audioMuted.member, ParticipantFields.videoMuted.member,
            ParticipantFields.volume.member,
            flag("speaking", "Whether it is the one who speaks."),
            flag("handRaised", "Whether it asks for the floor."),
            flag("sharing", "Whether its picture is a screen."),
        ],
    )

    private static func flag(_ name: String, _ description: String) -> SchemaMember {
        SchemaMember(name: name, schema: Schema.flag(description))
    }
}
