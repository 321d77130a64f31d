import Conference
import JSON
import Media

/// The schemas of statistics.
enum StatisticsSchemas {
    static let all: KeyValuePairs<String, JSONValue> = [
        "ServerStatistics": ServerStatistics.schema,
        "RoomStatistics": RoomStatistics.schema,
        "Connection": ConnectionSchemas.connection,
    ]

    static func count(_ name: String, _ description: String) -> SchemaMember {
        SchemaMember(name: name, schema: Schema.count(description))
    }

    /// A number that is never negative.
    static func amount(_ name: String, _ description: String) -> SchemaMember {
        let schema: JSONValue = [
            "type": "number", "minimum": 0, "description": .text(description),
        ]
        return SchemaMember(name: name, schema: schema)
    }
}

extension ServerStatistics {
    /// - Parameter connections: to the web server, of which the conference knows nothing.
    func json(_ connections: ConnectionCensus.Tally) -> JSONValue {
        [
            "uptime": .number(uptime.seconds),
            "cpuTime": .number(cpuTime.seconds),
            "residentBytes": .integer(residentBytes),
            "roomCount": .integer(roomCount),
            "participantCount": .integer(participantCount),
            "live": .object(
                live.map { .init(name: $0.kind.rawValue, value: .integer($0.count)) }
            ),
            "connections": [
                "open": .integer(connections.open),
                "refused": .integer(connections.refused),
                "tooSlow": .integer(connections.tooSlow),
            ],
            "rooms": .array(
                rooms.map { room in
                    [
                        "name": .text(room.name), "participants": .integer(room.participantCount),
                    ]
                }
            ),
        ]
    }

    fileprivate static let schema = Schema.object(
        "What the server as a whole does.",
        required: [
            StatisticsSchemas.amount("uptime", "Seconds since the start."),
            StatisticsSchemas.amount("cpuTime", "Seconds of CPU that the process has used."),
            StatisticsSchemas.count("residentBytes", "Memory of the process."),
            StatisticsSchemas.count("roomCount", "How many rooms there are."),
            StatisticsSchemas.count("participantCount", "How many people are in them."),
            SchemaMember(
                name: "live",
                schema: Schema.object(
                    "Objects that calls need and that are alive: all 0 soon after the last room.",
                    required: LiveCount.Kind.allCases.map {
                        StatisticsSchemas.count($0.rawValue, "How many \($0.rawValue).")
                    },
                ),
            ),
            SchemaMember(
                name: "connections",
                schema: Schema.object(
                    "Connections to the HTTP port, those of WebSockets among them.",
                    required: [
                        StatisticsSchemas.count("open", "How many there are."),
                        StatisticsSchemas.count("refused", "For how many there was no room."),
                        StatisticsSchemas.count(
                            "tooSlow",
                            "How many were ended in the middle of a request or a response.",
                        ),
                    ],
                ),
            ),
            SchemaMember(
                name: "rooms",
                schema: Schema.array(
                    of: Schema.object(
                        "A room.",
                        required: [
                            RoomFields.name.member,
                            StatisticsSchemas.count("participants", "How many are in it."),
                        ],
                    ),
                    "All rooms, by name.",
                ),
            ),
        ],
    )
}

extension RoomStatistics {
    var json: JSONValue {
        [
            "participants": .array(
                participants.map { participant in
                    [
                        "id": .text(participant.id.rawValue),
                        "name": .text(participant.name),
                        "connection": participant.peer?.json ?? nil,
                    ]
                }
            ),
            "stages": .array(stages.map(\.json)),
            "distinct": [
                "views": .integer(views),
                "mixes": .integer(mixes),
                "videoEncodings": .integer(videoEncodings),
                "audioEncodings": .integer(audioEncodings),
            ],
        ]
    }

    fileprivate static let schema = Schema.object(
        "What a room's connections and stages did so far.",
        required: [
            SchemaMember(
                name: "participants",
                schema: Schema.array(of: participant, "In the order in which they joined."),
            ),
            SchemaMember(
                name: "stages",
                schema: Schema.array(of: Stage.schema, "In the order in which they were made."),
            ),
            SchemaMember(name: "distinct", schema: distinct),
        ],
    )

    private static let participant = Schema.object(
        "A participant's connection.",
        required: [
            SchemaMember(name: "id", schema: Schema.text("The participant's id.")),
            SchemaMember(name: "name", schema: Schema.text("What the others see.")),
            SchemaMember(
                name: "connection",
                schema: Schema.nullable(Schema.reference("Connection")),
            ),
        ],
    )

    private static let distinct = Schema.object(
        "How much is made once and shared.",
        required: [
            StatisticsSchemas.count("views", "Pictures that are composed."),
            StatisticsSchemas.count("mixes", "Sounds that are mixed."),
            StatisticsSchemas.count("videoEncodings", "Of those pictures."),
            StatisticsSchemas.count("audioEncodings", "Of those sounds."),
        ],
    )
}

extension RoomStatistics.Stage {
    var json: JSONValue {
        [
            "name": .text(name),
            "kind": .text(kind.name),
            "load": .number(load),
            "cpuTime": .number(cpuTime.seconds),
            "steps": .integer(steps),
            "lateSteps": .integer(lateSteps),
            "cost": [
                "p50": .number(p50.seconds),
                "p95": .number(p95.seconds),
                "p99": .number(p99.seconds),
            ],
        ]
    }

    fileprivate static let schema = Schema.object(
        "A decoder, a mixer, a compositor or an encoder.",
        required: [
            SchemaMember(name: "name", schema: Schema.text("What it is.")),
            SchemaMember(name: "kind", schema: MediaKind.schema),
            StatisticsSchemas.amount("load", "Seconds of CPU a second, lately."),
            StatisticsSchemas.amount("cpuTime", "Seconds of CPU so far."),
            StatisticsSchemas.count("steps", "How often it ran."),
            StatisticsSchemas.count("lateSteps", "How often it was not done in time."),
            SchemaMember(
                name: "cost",
                schema: Schema.object(
                    "Seconds of CPU of a step: the median, and what 95 % and 99 % stay under.",
                    required: [
                        StatisticsSchemas.amount("p50", "Half of the steps."),
                        StatisticsSchemas.amount("p95", "95 % of them."),
                        StatisticsSchemas.amount("p99", "99 % of them."),
                    ],
                ),
            ),
        ],
    )
}

extension MediaKind {
    /// As `getStats` calls it.
    var name: String {
        switch self {
        case .audio: "audio"
        case .video: "video"
        }
    }

    static let schema = Schema.oneOf(["audio", "video"], "What it carries.")
}
