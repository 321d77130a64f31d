import JSON

/// JSON Schema (2020-12, the dialect of OpenAPI 3.1) as the API's document needs it.
enum Schema {
    static func flag(_ description: String) -> JSONValue {
        ["type": "boolean", "description": .text(description)]
    }

    static func integer(
        in range: ClosedRange<Int>? = nil,
        isEven: Bool = false,
        _ description: String,
    ) -> JSONValue {
        .members([
            "type": "integer",
            "minimum": (range?.lowerBound).map { .integer($0) },
            "maximum": (range?.upperBound).map { .integer($0) },
            "multipleOf": isEven ? 2 : nil,
            "description": .text(description),
        ])
    }

    /// A count: never negative.
    static func count(_ description: String) -> JSONValue {
        ["type": "integer", "minimum": 0, "description": .text(description)]
    }

    static func number(
        in range: ClosedRange<Double>? = nil,
        _ description: String,
    ) -> JSONValue {
        .members([
            "type": "number",
            "minimum": (range?.lowerBound).map { .number($0) },
            "maximum": (range?.upperBound).map { .number($0) },
            "description": .text(description),
        ])
    }

    /// - Parameter pattern: a regular expression of ECMA 262, not anchored by itself.
    static func text(
        _ description: String,
        format: String? = nil,
        pattern: String? = nil,
    ) -> JSONValue {
        .members([
            "type": "string",
            "format": format.map { .text($0) },
            "pattern": pattern.map { .text($0) },
            "description": .text(description),
        ])
    }

    static func oneOf(_ names: [String], _ description: String) -> JSONValue {
        [
            "type": "string",
            "enum": .array(names.map { .text($0) }),
            "description": .text(description),
        ]
    }

    /// What the schema allows, or null.
    static func nullable(_ schema: JSONValue) -> JSONValue {
        guard case .object(let members) = schema, let type = schema["type"] else {
            return ["anyOf": [schema, ["type": "null"]]]
        }
        return .object(
            members.map { member in
                guard member.name == "type" else { return member }
                return JSONValue.Member(name: "type", value: [type, "null"])
            }
        )
    }

    static func array(of element: JSONValue, _ description: String) -> JSONValue {
        ["type": "array", "items": element, "description": .text(description)]
    }

    /// An object that is sent to the server: with these members and no others.
    static func request(
        _ description: String,
        required: [SchemaMember] = [],
        optional: [SchemaMember] = [],
    ) -> JSONValue {
        object(description, required, optional, isClosed: true)
    }

    /// An object that the server sends: with these members, and in later versions others.
    static func object(
        _ description: String,
        required: [SchemaMember] = [],
        optional: [SchemaMember] = [],
    ) -> JSONValue {
        object(description, required, optional, isClosed: false)
    }

    private static func object(
        _ description: String,
        _ required: [SchemaMember],
        _ optional: [SchemaMember],
        isClosed: Bool,
    ) -> JSONValue {
        let properties = (required + optional).map {
            JSONValue.Member(name: $0.name, value: $0.schema)
        }
        return .members([
            "type": "object",
            "description": .text(description),
            "properties": .object(properties),
            "required": required.isEmpty ? nil : .array(required.map { .text($0.name) }),
            "additionalProperties": isClosed ? false : nil,
        ])
    }

    /// Refers to a schema of the document's components.
    static func reference(_ name: String) -> JSONValue {
        ["$ref": .text("#/components/schemas/\(name)")]
    }
}
