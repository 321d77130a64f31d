import HTTPTypes
import JSON

/// The OpenAPI 3.1 document of what the server answers to.
package enum OpenAPI {
    /// The document as JSON, one line.
    ///
    /// - Parameter version: of the server.
    package static func document(version: String) -> String { value(version: version).json }

    /// Everything that the document has, in its order.
    static let endpoints =
        Endpoint.ofRooms + Endpoint.ofParticipants + Endpoint.ofLayouts
        + Endpoint.ofStatistics + WayIn.all.flatMap(\.endpoints) + Endpoint.ofServer

    static func value(version: String) -> JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Tessera",
                "summary": "A conference server: one mixed picture and one mixed sound for each.",
                "description": .text(description),
                "version": .text(version),
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .array(
                Endpoint.Tag.allCases.map {
                    ["name": .text($0.rawValue), "description": .text($0.description)]
                }
            ),
            "paths": paths,
            "components": ["schemas": schemas],
        ]
    }

    private static let description = """
        `/api/v1` administers the server. Until there are keys it is open to programs on the same \
        machine alone. Lists come in pages; changes are JSON Merge Patches; errors are \
        `application/problem+json` that name every faulty field at once. Responses may get further \
        members: ignore those that you do not know. Requests may not: a field that the server does \
        not know is an error.
        """

    private static var paths: JSONValue {
        var paths: [(path: String, operations: [JSONValue.Member])] = []
        for endpoint in endpoints {
            let operation = JSONValue.Member(
                name: endpoint.method.rawValue.lowercased(),
                value: endpoint.document,
            )
            if let index = paths.firstIndex(where: { $0.path == endpoint.path }) {
                paths[index].operations.append(operation)
            } else {
                paths.append((endpoint.path, [operation]))
            }
        }
        return .object(
            paths.map { JSONValue.Member(name: $0.path, value: .object($0.operations)) }
        )
    }

    private static var schemas: JSONValue {
        let groups = [
            RoomFields.schemas, ParticipantFields.schemas, LayoutSchemas.all, LayoutFields.schemas,
            StatisticsSchemas.all,
        ]
        let members = groups.flatMap { group in
            group.map { JSONValue.Member(name: $0, value: $1) }
        }
        return .object(members + [JSONValue.Member(name: "Problem", value: Problem.schema)])
    }
}

extension Problem {
    /// RFC 9457, and what ours have besides.
    fileprivate static let schema = Schema.object(
        "Why a request was not done (RFC 9457).",
        required: [
            SchemaMember(
                name: "type",
                schema: Schema.oneOf(
                    ["about:blank"] + Kind.allCases.map(\.type),
                    "What is the matter, for programs.",
                ),
            ),
            SchemaMember(name: "title", schema: Schema.text("The same for every such problem.")),
            SchemaMember(
                name: "status",
                schema: Schema.integer(in: 400...599, "The HTTP status."),
            ),
        ],
        optional: [
            SchemaMember(name: "detail", schema: Schema.text("What is the matter, for people.")),
            SchemaMember(
                name: "supported",
                schema: Schema.array(of: ["type": "string"], "What would have been understood."),
            ),
            SchemaMember(
                name: "errors",
                schema: Schema.array(of: fault, "Every field that is at fault."),
            ),
        ],
    )

    private static let fault = Schema.object(
        "A field that is at fault.",
        required: [
            SchemaMember(
                name: "pointer",
                schema: Schema.text(
                    "A JSON pointer (RFC 6901) into the body, or `?` and the name of a parameter."
                ),
            ),
            SchemaMember(name: "reason", schema: Schema.text("What would be right.")),
        ],
    )
}
