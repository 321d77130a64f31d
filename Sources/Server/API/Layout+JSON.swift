import Conference
import JSON
import Layout
import Media

/// The schemas of layouts.
enum LayoutSchemas {
    static let cursor = CursorForm.text(RoomFields.layoutRule)

    static let all: KeyValuePairs<String, JSONValue> = [
        "Layout": LayoutDocument.schema,
        "RoomLayout": RoomLayout.schema,
        "LayoutSummary": LayoutDocument.summarySchema,
        "LayoutPage": Page<LayoutDocument>.schema(of: "LayoutSummary", "Layouts by name."),
    ]
}

extension LayoutDocument {
    /// As a list of layouts shows it.
    func summary(isShipped: Bool) -> JSONValue {
        [
            "name": .text(name),
            "title": .text(title),
            "aliases": .array(aliases.map { .text($0) }),
            "shipped": .flag(isShipped),
        ]
    }

    fileprivate static let summarySchema = Schema.object(
        "A layout that rooms can have.",
        required: [
            SchemaMember(name: "name", schema: Schema.text("What to call it in requests.")),
            SchemaMember(name: "title", schema: Schema.text("What to show to people.")),
            SchemaMember(
                name: "aliases",
                schema: Schema.array(of: ["type": "string"], "What it may be called as well."),
            ),
            SchemaMember(
                name: "shipped",
                schema: Schema.flag("Whether it came with the program; it cannot be changed."),
            ),
        ],
    )

    /// The schema in full is a file of its own, for editors.
    fileprivate static let schema: JSONValue = [
        "type": "object",
        "description": """
        Where people go, for any number of them, as `layouts/schema.json` and the guide describe \
        it. All that is wrong with one is told at once.
        """,
        "required": ["name", "variants"],
        "properties": [
            "name": Schema.text("1 to 64 letters, digits and - _ . : +"),
            "variants": ["type": "array", "minItems": 1, "items": ["type": "object"]],
        ],
    ]
}

extension RoomLayout {
    /// A room's layout as an administrator sees it.
    var json: JSONValue {
        [
            "layout": .text(state.name),
            "inline": .flag(isInline),
            "canvas": [
                "width": .integer(state.canvas.width), "height": .integer(state.canvas.height),
            ],
            "regions": .array(state.regions.map(\.json)),
            "hidden": .integer(hidden),
            "pins": .object(
                pins.sorted { $0.key < $1.key }
                    .map { JSONValue.Member(name: $0, value: .text($1.rawValue)) }
            ),
            "spotlight": spotlight.map { .text($0.rawValue) } ?? .null,
        ]
    }

    fileprivate static let schema = Schema.object(
        "Where everybody stands, in pixels of the mixed picture.",
        required: [
            RoomFields.layout.member,
            SchemaMember(
                name: "inline",
                schema: Schema.flag("Whether the layout is one for this room alone."),
            ),
            SchemaMember(
                name: "canvas",
                schema: Schema.object(
                    "The mixed picture.",
                    required: [RoomFields.width.member, RoomFields.height.member],
                ),
            ),
            SchemaMember(
                name: "regions",
                schema: Schema.array(
                    of: LayoutState.Region.schema,
                    "The tiles that are shown now.",
                ),
            ),
            SchemaMember(
                name: "hidden",
                schema: Schema.count("How many people have no place."),
            ),
            LayoutFields.pins.member, LayoutFields.spotlight.member,
        ],
    )
}

extension LayoutState.Region {
    fileprivate var json: JSONValue {
        [
            "region": .text(name),
            "participant": .text(participant.rawValue),
            "x": .integer(rect.x),
            "y": .integer(rect.y),
            "w": .integer(rect.width),
            "h": .integer(rect.height),
            "z": .integer(z),
            "radius": .integer(radius),
            "fit": .text(fit.rawValue),
        ]
    }

    fileprivate static let schema = Schema.object(
        "A tile.",
        required: [
            SchemaMember(
                name: "region",
                schema: Schema.text("What to pin somebody to: the slot and the cell in it."),
            ),
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
                    Fit.allCases.map(\.rawValue),
                    "How a picture of another shape fills it.",
                ),
            ),
        ],
    )
}
