import HTTPTypes

// What the document says of the people in a room.

extension Endpoint {
    static let ofParticipants = [
        listParticipants, readParticipant, changeParticipant, removeParticipant,
    ]

    static let listParticipants = administrative(
        "listParticipants",
        .get,
        "/rooms/{room}/participants",
        .participants,
        "List who is in a room",
        [participantPage],
    ) {
        $0.query = PageRequest.parameters(cursor: ParticipantCursor.form)
    }

    static let readParticipant = administrative(
        "readParticipant",
        .get,
        "/rooms/{room}/participants/{participant}",
        .participants,
        "Read one participant",
        [Outcome(.ok, "The participant.", .json(Schema.reference("Participant")))],
    )

    static let changeParticipant = administrative(
        "changeParticipant",
        .patch,
        "/rooms/{room}/participants/{participant}",
        .participants,
        "Mute, set the volume of or rename somebody",
        [Outcome(.ok, "The participant as it is now.", .json(Schema.reference("Participant")))],
    ) {
        $0.details = """
            The page of the participant follows a mute and says so; the person may unmute itself \
            again.
            """
        $0.body = Content(patchTypes, Schema.reference("ParticipantChange"))
    }

    static let removeParticipant = administrative(
        "removeParticipant",
        .delete,
        "/rooms/{room}/participants/{participant}",
        .participants,
        "Send somebody away",
        [Outcome(.noContent, "The participant got `bye` and is gone.")],
    ) {
        $0.details = "Nothing keeps the person from joining again: close the room first for that."
    }

    private static let participantPage: Outcome = {
        let schema = Schema.reference("ParticipantPage")
        var outcome = Outcome(.ok, "A page of participants, as they joined.", .json(schema))
        let takers = ["readParticipant", "changeParticipant", "removeParticipant"]
        outcome.links = takers.map { taker in
            (
                taker,
                [
                    "room": "$request.path.room",
                    "participant": "$response.body#/items/0/id",
                ],
            )
        }
        return outcome
    }()
}
