import Conference
import FoundationEssentials
import JSON
import Media

/// The fields of a room that clients send.
enum RoomFields {
    static let nameRule = TextRule.name(1...Conference.maximumRoomNameLength)
    static let layoutRule = TextRule.line(1...64)
    /// Lists of rooms are sorted by name.
    static let cursor = CursorForm.text(nameRule)

    static let name = Field<String>.text(
        "name",
        nameRule,
        "What the room is called in links; it does not change.",
    )
    static let title = Field<String>.text(
        "title",
        .line(1...RoomSettings.maximumTitleLength),
        "What people see the room called.",
    ).nullable()
    static let capacity = Field<Int>.integer(
        "capacity",
        in: RoomSettings.capacities,
        "How many participants it holds.",
    )
    static let width = Field<Int>.integer(
        "width",
        in: RoomSettings.canvasWidths,
        isEven: true,
        "Of the mixed picture, in pixels.",
    )
    static let height = Field<Int>.integer(
        "height",
        in: RoomSettings.canvasHeights,
        isEven: true,
        "Of the mixed picture, in pixels.",
    )
    static let fps = Field<Int>.integer(
        "fps",
        in: RoomSettings.frameRates,
        "Frames a second of the mixed picture.",
    )
    static let canvas = Field<CanvasChange>.object(
        "canvas",
        Schema.request(
            "The mixed picture; what is not given stays as it is.",
            optional: [width.member, height.member, fps.member],
        ),
    ) { reader in
        CanvasChange(
            width: reader.optional(width),
            height: reader.optional(height),
            fps: reader.optional(fps),
        )
    }
    static let layout = Field<String>.text(
        "layout",
        layoutRule,
        "The name of a layout, as `GET \(Endpoint.base)/layouts` lists them.",
    )
    static let isOpen = Field<Bool>.flag(
        "open",
        "Whether people may join; those inside stay in any case.",
    )
    static let policies = Field<PolicyChange>.object(
        "policies",
        Schema.request("Who may do what.", optional: [isOpen.member]),
    ) { reader in
        PolicyChange(isOpen: reader.optional(isOpen))
    }
    static let isPersistent = Field<Bool>.flag(
        "persistent",
        "Whether the room stays when the last one has left.",
    )
    static let message = Field<String>.text("text", .lines(1...2000), "What everybody is told.")

    /// What may be changed of a room, and be given when it is made.
    static let changeable = [
        title.member, capacity.member, canvas.member, layout.member, policies.member,
        isPersistent.member,
    ]

    static func change(_ reader: inout FieldReader) -> RoomChange {
        RoomChange(
            title: reader.optional(title),
            capacity: reader.optional(capacity),
            canvas: reader.optional(canvas) ?? CanvasChange(),
            layout: reader.optional(layout),
            isOpen: reader.optional(policies)?.isOpen,
            isPersistent: reader.optional(isPersistent),
        )
    }

    static let schemas: KeyValuePairs<String, JSONValue> = [
        "NewRoom": Schema.request(
            "A room to be made; what is not given is as the server's settings say.",
            required: [name.member],
            optional: changeable,
        ),
        "RoomChange": Schema.request(
            "A JSON Merge Patch (RFC 7396): what is not given stays as it is.",
            optional: changeable,
        ),
        "Message": Schema.request("A line from the host.", required: [message.member]),
        "Room": RoomSummary.schema,
        "RoomPage": Page<RoomSummary>.schema(of: "Room", "Rooms by name."),
    ]
}

/// What is to change of a canvas.
struct CanvasChange: Hashable, Sendable {
    var width: Int?
    var height: Int?
    var fps: Int?
}

/// What is to change of a room's policies.
struct PolicyChange: Hashable, Sendable {
    var isOpen: Bool?
}

/// What is to change of a room, as a client says it.
struct RoomChange: Hashable, Sendable {
    /// `.some(nil)` takes the title away.
    var title: String??
    var capacity: Int?
    var canvas = CanvasChange()
    var layout: String?
    var isOpen: Bool?
    var isPersistent: Bool?

    /// The change in the conference's terms, where a canvas is changed as a whole.
    func resolved(from settings: RoomSettings) -> RoomSettingsChange {
        var change = RoomSettingsChange()
        change.title = title
        change.capacity = capacity
        if canvas.width != nil || canvas.height != nil {
            change.canvas = PixelSize(
                width: canvas.width ?? settings.canvas.width,
                height: canvas.height ?? settings.canvas.height,
            )
        }
        change.frameRate = canvas.fps
        change.layout = layout
        change.isOpen = isOpen
        change.isPersistent = isPersistent
        return change
    }
}

extension RoomSummary {
    var json: JSONValue {
        [
            "name": .text(name),
            "title": settings.title.map { .text($0) } ?? nil,
            "capacity": .integer(settings.capacity),
            "canvas": [
                "width": .integer(settings.canvas.width),
                "height": .integer(settings.canvas.height),
                "fps": .integer(settings.frameRate),
            ],
            "layout": .text(settings.layout),
            "policies": ["open": .flag(settings.isOpen)],
            "persistent": .flag(settings.isPersistent),
            "participants": .integer(participantCount),
            "createdAt": .time(createdAt),
        ]
    }

    fileprivate static let schema = Schema.object(
        "A room.",
        required: [
            RoomFields.name.member, RoomFields.title.member, RoomFields.capacity.member,
            SchemaMember(
                name: "canvas",
                schema: Schema.object(
                    "The mixed picture.",
                    required: [
                        RoomFields.width.member, RoomFields.height.member, RoomFields.fps.member,
                    ],
                ),
            ),
            RoomFields.layout.member,
            SchemaMember(
                name: "policies",
                schema: Schema.object("Who may do what.", required: [RoomFields.isOpen.member]),
            ),
            RoomFields.isPersistent.member,
            SchemaMember(name: "participants", schema: Schema.count("How many are in it.")),
            SchemaMember(
                name: "createdAt",
                schema: Schema.text("When it was made.", format: "date-time"),
            ),
        ],
    )
}

extension JSONValue {
    /// An instant as RFC 3339 writes it, in UTC and milliseconds.
    ///
    /// - Parameter seconds: since 1970.
    static func time(_ seconds: Double) -> JSONValue {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return .text(Date(timeIntervalSince1970: seconds).formatted(style))
    }
}
