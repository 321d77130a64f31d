import HTTPTypes
import JSON
import Logging
import Testing

@testable import Server

@Suite struct OpenAPITests {
    private static let document = OpenAPI.value(version: "1.2.3")

    private func operations() throws -> [String: JSONValue] {
        guard case .object(let paths) = Self.document["paths"] else { return [:] }
        var operations: [String: JSONValue] = [:]
        for path in paths {
            guard case .object(let methods) = path.value else { continue }
            for method in methods {
                operations["\(method.name.uppercased()) \(path.name)"] = method.value
            }
        }
        return operations
    }

    private func web() -> WebServer {
        WebServer(
            configuration: WebServerConfiguration(),
            reception: Parlour(),
            administration: Bureau(),
            readiness: Readiness(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        )
    }

    /// Pages for people, what they are made of, and the signaling socket.
    private static let pages = ["/", "/r/", "/assets/", "/ws"]

    @Test func theDocumentHasEveryRouteAndNoOther() throws {
        let routes = web().makeRoutes().routes
        let documented = Set(try operations().keys)
        let served = routes.filter { $0.endpoint != nil }.map { "\($0.method) \($0.path)" }
        #expect(served.count == Set(served).count)
        #expect(Set(served) == documented)
        for route in routes where route.endpoint == nil && route.method != .options {
            let isPage = Self.pages.contains { page in
                page == "/" ? route.path == page : route.path.hasPrefix(page)
            }
            #expect(isPage, "\(route.method) \(route.path) is not in the document")
        }
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        func references(_ value: JSONValue) -> [String] {
            switch value {
            case .object(let members):
                members.flatMap { member -> [String] in
                    if member.name == "$ref", case .text(let target) = member.value {
                        return [target]
                    }
                    return references(member.value)
                }
            case .array(let elements): elements.flatMap(references)
            default: []
            }
        }
        let schemas = try #require(Self.document["components"]?["schemas"])
        let found = Set(references(Self.document))
        #expect(found.count > 8)
        for reference in found {
            let name = reference.replacing("#/components/schemas/", with: "")
            #expect(schemas[name] != nil, "\(reference)")
        }
        guard case .object(let members) = schemas else { return #expect(Bool(false)) }
        for member in members {
            #expect(
                found.contains("#/components/schemas/\(member.name)"),
                "\(member.name) is unused",
            )
        }
    }

    @Test func everyOperationSaysWhatItNeeds() throws {
        let operations = try operations()
        let ids = operations.values.compactMap { $0["operationId"] }
        #expect(Set(ids).count == operations.count)
        for (name, operation) in operations {
            #expect(operation["summary"] != nil && operation["tags"] != nil, "\(name)")
            guard case .object(let responses) = operation["responses"] else {
                Issue.record("\(name) has no responses")
                continue
            }
            #expect(responses.contains { $0.name.hasPrefix("2") }, "\(name)")
            for response in responses {
                guard case .object(let links) = response.value["links"] ?? [:] else { continue }
                for link in links {
                    #expect(ids.contains { $0 == link.value["operationId"] }, "\(link.name)")
                }
            }
        }
    }

    @Test func theServerServesIt() async throws {
        try await TestServer.run({ $0.version = "1.2.3" }) { server in
            let reply = try await server.request(.get, "/openapi.json")
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "application/json")
            #expect(reply.body == OpenAPI.document(version: "1.2.3"))
            #expect(try reply.json() == Self.document)
            #expect(Self.document["openapi"] == "3.1.0")
            #expect(Self.document["info"]?["version"] == "1.2.3")
        }
    }

    /// Later versions may say more in responses; what is asked is read strictly.
    @Test func requestsAreClosedAndResponsesAreOpen() throws {
        let schemas = try #require(Self.document["components"]?["schemas"])
        func isClosed(_ content: Endpoint.Content?) throws -> Bool? {
            guard case .text(let reference) = content?.schema["$ref"] else { return nil }
            let name = reference.replacing("#/components/schemas/", with: "")
            // A document of its own kind, asked and sent; `layouts/schema.json` describes it.
            if name == "Layout" { return nil }
            return try #require(schemas[name])["additionalProperties"] == false
        }
        for endpoint in OpenAPI.endpoints {
            #expect(try isClosed(endpoint.body) != false, "\(endpoint.id)")
            for outcome in endpoint.allOutcomes {
                #expect(try isClosed(outcome.content) != true, "\(endpoint.id) \(outcome.status)")
            }
        }
        #expect(schemas["NewRoom"]?["properties"]?["canvas"]?["additionalProperties"] == false)
        #expect(schemas["Room"]?["properties"]?["canvas"]?["additionalProperties"] == nil)
    }

    /// What is sent has the members that the schema names, and no others.
    @Test(arguments: [
        ("/api/v1/rooms/a", "Room"), ("/api/v1/rooms", "RoomPage"),
        ("/api/v1/rooms/a/layout", "RoomLayout"), ("/api/v1/layouts", "LayoutPage"),
        ("/api/v1/layouts/none", "Problem"),
        ("/api/v1/rooms/a/participants", "ParticipantPage"),
        ("/api/v1/rooms/a/participants/p0", "Participant"), ("/api/v1/rooms/none", "Problem"),
        ("/api/v1/stats", "ServerStatistics"), ("/api/v1/rooms/a/stats", "RoomStatistics"),
    ])
    func responsesAreAsTheirSchemasSay(path: String, name: String) async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada"])
            let value = try await server.request(.get, path).json()
            try compare(value, ["$ref": .text("#/components/schemas/\(name)")], at: name)
        }
    }

    private func compare(_ value: JSONValue, _ schema: JSONValue, at place: String) throws {
        var schema = schema
        // Something or null.
        if case .array(let either) = schema["anyOf"] {
            guard value != .null else { return }
            schema = try #require(either.first)
        }
        if case .text(let reference) = schema["$ref"] {
            let name = reference.replacing("#/components/schemas/", with: "")
            schema = try #require(Self.document["components"]?["schemas"]?[name])
        }
        switch value {
        case .object(let members):
            // An object whose names are data has none.
            guard case .object(let properties) = schema["properties"] ?? [:] else {
                Issue.record("\(place) is no object")
                return
            }
            let names = members.map(\.name)
            guard case .array(let required) = schema["required"] ?? [] else { return }
            for member in required {
                #expect(names.contains { .text($0) == member }, "\(place) lacks \(member)")
            }
            for member in members {
                let property = properties.first { $0.name == member.name }
                let within = "\(place)/\(member.name)"
                try compare(member.value, try #require(property?.value, "\(within)"), at: within)
            }
        case .array(let elements):
            let items = try #require(schema["items"], "\(place)")
            for element in elements { try compare(element, items, at: place) }
        default:
            #expect(schema["type"] != nil, "\(place)")
        }
    }
}
