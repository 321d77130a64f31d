import HTTPTypes
import JSON

// What the document says of `/rooms` and what is below it, but for the participants.

extension Endpoint {
    static let ofRooms = [
        listRooms, createRoom, readRoom, changeRoom, deleteRoom, postMessage,
        readSnapshot,
    ]

    static let listRooms = administrative(
        "listRooms",
        .get,
        "/rooms",
        .rooms,
        "List the rooms",
        [linked(.ok, "A page of rooms, by name.", "RoomPage", "$response.body#/items/0/name")],
    ) {
        $0.query = PageRequest.parameters(cursor: RoomFields.cursor)
    }

    static let createRoom = administrative(
        "createRoom",
        .post,
        "/rooms",
        .rooms,
        "Make a room",
        [
            created,
            .problem(.conflict, "The room exists, or there are as many as the server may hold."),
            .problem(.serviceUnavailable, "The server is shutting down."),
        ],
    ) {
        $0.details = """
            A room can also be opened by whoever joins it first. One that is made here waits empty; \
            unless it is persistent it goes when the last one has left.
            """
        $0.body = .json(Schema.reference("NewRoom"))
    }

    static let readRoom = administrative(
        "readRoom",
        .get,
        "/rooms/{room}",
        .rooms,
        "Read a room",
        [Outcome(.ok, "The room.", .json(Schema.reference("Room")))],
    )

    static let changeRoom = administrative(
        "changeRoom",
        .patch,
        "/rooms/{room}",
        .rooms,
        "Change a room",
        [Outcome(.ok, "The room as it is now.", .json(Schema.reference("Room")))],
    ) {
        $0.details = """
            All of it takes effect at once, also while a call goes on. A room without anybody in it \
            that is told not to persist any more closes.
            """
        $0.body = Content(patchTypes, Schema.reference("RoomChange"))
    }

    static let deleteRoom = administrative(
        "deleteRoom",
        .delete,
        "/rooms/{room}",
        .rooms,
        "Close a room",
        [Outcome(.noContent, "The room is gone.")],
    ) {
        $0.details = "Everybody in it gets `bye`. Whoever joins it again may open it anew."
    }

    static let postMessage = administrative(
        "postMessage",
        .post,
        "/rooms/{room}/messages",
        .rooms,
        "Tell everybody in a room something",
        [Outcome(.noContent, "Everybody who is there was told.")],
    ) {
        $0.details = "It arrives as a `chat` message from `host`."
        $0.body = .json(Schema.reference("Message"))
    }

    static let readSnapshot = administrative(
        "readSnapshot",
        .get,
        "/rooms/{room}/snapshot.jpg",
        .rooms,
        "See what a room looks like now",
        [
            Outcome(
                .ok,
                "The mixed picture.",
                Content(["image/jpeg"], ["type": "string", "contentMediaType": "image/jpeg"]),
            ),
            .problem(.conflict, "No picture came about in time."),
        ],
    ) {
        $0.details = """
            A JPEG in the size of the canvas. A room that nobody watches is composed for the purpose, \
            which takes up to two seconds.
            """
    }

    /// Makes a room, with links to what can be done with it.
    private static let created: Outcome = {
        var outcome = linked(.created, "The room.", "Room", "$response.body#/name")
        outcome.headers = [(.location, "Where the room is.")]
        return outcome
    }()

    /// A response that names a room.
    private static func linked(
        _ status: HTTPResponse.Status,
        _ description: String,
        _ schema: String,
        _ room: String,
    ) -> Outcome {
        var outcome = Outcome(status, description, .json(Schema.reference(schema)))
        let takers = [
            "readRoom", "changeRoom", "deleteRoom", "postMessage", "readSnapshot", "readRoomLayout",
            "setLayout", "listParticipants", "readRoomStatistics",
        ]
        outcome.links = takers.map { ($0, ["room": room]) }
        return outcome
    }
}
