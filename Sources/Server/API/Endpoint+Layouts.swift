import HTTPTypes

// What the document says of layouts.

extension Endpoint {
    static let ofLayouts = [listLayouts, readLayout, setLayout]

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

    static let readLayout = administrative(
        "readLayout",
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
        $0.body = .json(Schema.reference("LayoutChoice"))
    }
}
