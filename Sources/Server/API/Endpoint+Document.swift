import HTTPTypes
import JSON

extension Endpoint {
    /// The endpoint as an Operation Object of OpenAPI 3.1.
    var document: JSONValue {
        let parameters = pathParameters.map(Parameter.ofPath) + query + headers
        return .members([
            "operationId": .text(id),
            "tags": [.text(tag.rawValue)],
            "summary": .text(summary),
            "description": details.isEmpty ? nil : .text(details),
            "parameters": parameters.isEmpty ? nil : .array(parameters.map(\.document)),
            "requestBody": body.map { ["required": true, "content": $0.document] },
            "responses": .object(
                allOutcomes.map {
                    JSONValue.Member(name: String($0.status.code), value: $0.document)
                }
            ),
        ])
    }
}

extension Endpoint.Parameter {
    /// Of layouts: `LayoutDocument.isName`.
    private static let namePattern: JSONValue = "^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}$"

    /// A parameter of the path, by its name.
    fileprivate static func ofPath(_ name: String) -> Endpoint.Parameter {
        let (schema, description): (JSONValue, String) =
            switch name {
            case "room": (RoomFields.name.schema, "The room's name.")
            case "layout": (["type": "string", "pattern": namePattern], "The layout's name.")
            default:
                (
                    ["type": "string", "minLength": 1, "pattern": "^[A-Za-z0-9]+$"],
                    "The \(name)'s id, as the server gave it.",
                )
            }
        return Endpoint.Parameter(
            name: name,
            place: .path,
            schema: schema,
            description: description,
        )
    }

    fileprivate var document: JSONValue {
        .members([
            "name": .text(name),
            "in": .text(place.rawValue),
            "required": place == .path || isRequired ? true : nil,
            "description": .text(description),
            "schema": schema,
        ])
    }
}

extension Endpoint.Content {
    fileprivate var document: JSONValue {
        .object(types.map { JSONValue.Member(name: $0, value: ["schema": schema]) })
    }
}

extension Endpoint.Outcome {
    fileprivate var document: JSONValue {
        let headers = headers.map { name, description in
            JSONValue.Member(
                name: name.rawName,
                value: ["description": .text(description), "schema": ["type": "string"]],
            )
        }
        let links = links.map { endpoint, parameters in
            let parameters = parameters.map { JSONValue.Member(name: $0, value: .text($1)) }
            return JSONValue.Member(
                name: endpoint,
                value: ["operationId": .text(endpoint), "parameters": .object(parameters)],
            )
        }
        return .members([
            "description": .text(description),
            "headers": headers.isEmpty ? nil : .object(headers),
            "content": content?.document,
            "links": links.isEmpty ? nil : .object(links),
        ])
    }
}
