import HTTPTypes
import JSON

// What the document says of layouts.

extension Endpoint {
    static let ofLayouts = [
        listLayouts, createLayout, readLayout, putLayout, deleteLayout, previewLayout,
        readRoomLayout, setLayout,
    ]

    static let listLayouts = administrative(
        "listLayouts",
        .get,
        "/layouts",
        .layouts,
        "List the layouts that rooms can have",
        [Outcome(.ok, "A page of layouts, by name.", .json(Schema.reference("LayoutPage")))],
    ) {
        $0.query = PageRequest.parameters(cursor: LayoutSchemas.cursor)
    }

    static let createLayout = administrative(
        "createLayout",
        .post,
        "/layouts",
        .layouts,
        "Add a layout of one's own",
        [
            kept(.created, "The layout, which is kept."),
            .problem(.conflict, "A layout of this name exists."), notKept,
        ],
    ) {
        $0.body = .json(Schema.reference("Layout"))
    }

    static let readLayout = administrative(
        "readLayout",
        .get,
        "/layouts/{layout}",
        .layouts,
        "Read a layout",
        [Outcome(.ok, "The layout.", .json(Schema.reference("Layout")))],
    )

    static let putLayout = administrative(
        "putLayout",
        .put,
        "/layouts/{layout}",
        .layouts,
        "Add a layout of one's own, or change it",
        [
            Outcome(.ok, "The layout, which has changed.", .json(Schema.reference("Layout"))),
            kept(.created, "The layout, which is new."),
            .problem(.conflict, "It came with the program."), notKept,
        ],
    ) {
        $0.details = "Rooms that show it follow at once."
        $0.body = .json(Schema.reference("Layout"))
    }

    static let deleteLayout = administrative(
        "deleteLayout",
        .delete,
        "/layouts/{layout}",
        .layouts,
        "Remove a layout of one's own",
        [
            Outcome(.noContent, "The layout is gone."),
            .problem(.conflict, "It came with the program, or another layout uses it."), notKept,
        ],
    ) {
        $0.details = "A room that shows it goes on to do so until it gets another one."
    }

    static let previewLayout = administrative(
        "previewLayout",
        .get,
        "/layouts/{layout}/preview.svg",
        .layouts,
        "See what a layout looks like",
        [
            Outcome(
                .ok,
                "A drawing of who would stand where.",
                Content(["image/svg+xml"], ["type": "string"]),
            )
        ],
    ) {
        $0.query = PreviewRequest.parameters
    }

    static let readRoomLayout = administrative(
        "readRoomLayout",
        .get,
        "/rooms/{room}/layout",
        .layouts,
        "See where everybody stands in a room",
        [Outcome(.ok, "The layout.", .json(Schema.reference("RoomLayout")))],
    )

    static let setLayout = administrative(
        "setLayout",
        .put,
        "/rooms/{room}/layout",
        .layouts,
        "Give a room another layout",
        [Outcome(.ok, "The layout as it is now.", .json(Schema.reference("RoomLayout")))],
    ) {
        $0.details = """
            What is not given is not kept: pins and spotlight are those of this request. They end \
            when the participant leaves.
            """
        $0.body = .json(Schema.reference("LayoutChoice"))
    }

    private static func kept(_ status: HTTPResponse.Status, _ description: String) -> Outcome {
        var outcome = Outcome(status, description, .json(Schema.reference("Layout")))
        outcome.headers = [(.location, "Where the layout is.")]
        let takers = ["readLayout", "putLayout", "deleteLayout", "previewLayout"]
        outcome.links = takers.map { ($0, ["layout": "$response.body#/name"]) }
        return outcome
    }

    private static let notKept = Outcome.problem(
        .insufficientStorage,
        "The layout could not be written; nothing has changed.",
    )
}
