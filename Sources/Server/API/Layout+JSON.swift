import Conference
import JSON
import Layout
import Media

/// The schemas of layouts.
enum LayoutSchemas {
    static let cursor = CursorForm.text(RoomFields.layoutRule)

    static let all: KeyValuePairs<String, JSONValue> = [
        "LayoutChoice": Schema.request(
            "Which layout a room is to have.",
            required: [RoomFields.layout.member],
        ),
        "RoomLayout": LayoutState.schema,
        "LayoutName": LayoutSummary.schema,
        "LayoutPage": Page<LayoutSummary>.schema(of: "LayoutName", "Layouts by name."),
    ]
}

extension LayoutSummary {
    var json: JSONValue { ["name": .text(name), "title": .text(title)] }

    fileprivate static let schema = Schema.object(
        "A layout that rooms can have.",
        required: [
            SchemaMember(name: "name", schema: Schema.text("What to call it in requests.")),
            SchemaMember(name: "title", schema: Schema.text("What to show to people.")),
        ],
    )
}

extension LayoutState {
    /// A room's layout as an administrator sees it.
    var apiJSON: JSONValue {
        [
            "layout": .text(name),
            "canvas": ["width": .integer(canvas.width), "height": .integer(canvas.height)],
            "regions": .array(
                regions.map { region in
                    [
                        "participant": .text(region.participant.rawValue),
                        "x": .integer(region.rect.x),
                        "y": .integer(region.rect.y),
                        "w": .integer(region.rect.width),
                        "h": .integer(region.rect.height),
                        "z": .integer(region.z),
                        "radius": .integer(region.radius),
                        "fit": .text(region.fit.rawValue),
                    ]
                }
            ),
        ]
    }

    fileprivate static let schema = Schema.object(
        "Where everybody stands, in pixels of the mixed picture.",
        required: [
            RoomFields.layout.member,
            SchemaMember(
                name: "canvas",
                schema: Schema.object(
                    "The mixed picture.",
                    required: [RoomFields.width.member, RoomFields.height.member],
                ),
            ),
            SchemaMember(
                name: "regions",
                schema: Schema.array(of: region, "The tiles that are shown now."),
            ),
        ],
    )

    private static let region = Schema.object(
        "A tile.",
        required: [
            SchemaMember(name: "participant", schema: Schema.text("Who stands there.")),
            SchemaMember(name: "x", schema: Schema.count("From the left.")),
            SchemaMember(name: "y", schema: Schema.count("From the top.")),
            SchemaMember(name: "w", schema: Schema.count("Its width.")),
            SchemaMember(name: "h", schema: Schema.count("Its height.")),
            SchemaMember(name: "z", schema: Schema.integer("The higher covers the lower.")),
            SchemaMember(name: "radius", schema: Schema.count("Of its corners.")),
            SchemaMember(
                name: "fit",
                schema: Schema.oneOf(
                    [Fit.cover, .contain, .stretch].map(\.rawValue),
                    "How a picture of another shape fills it.",
                ),
            ),
        ],
    )
}
