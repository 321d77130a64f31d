import HTTPTypes
import JSON

// What the document says of the server itself.

extension Endpoint {
    static let ofServer = [readDocument, isAlive, isReady]

    static let readDocument = Endpoint(
        "readDocument",
        .get,
        "/openapi.json",
        .server,
        "Read this document",
        outcomes: [
            Outcome(
                .ok,
                "An OpenAPI 3.1 document.",
                .json(["type": "object", "required": ["openapi", "info", "paths"]]),
            )
        ],
    )

    static let isAlive = Endpoint(
        "isAlive",
        .get,
        "/healthz",
        .server,
        "Does the process answer?",
        outcomes: [Outcome(.ok, "It does.", .text("text/plain", "A word."))],
    )

    static let isReady = Endpoint(
        "isReady",
        .get,
        "/readyz",
        .server,
        "Does the server take people?",
        outcomes: [
            Outcome(.ok, "It does.", .text("text/plain", "A word.")),
            Outcome(.serviceUnavailable, "It is shutting down.", .text("text/plain", "A word.")),
        ],
    )
}
