import HTTPTypes
import JSON

/// One method of one path, as the OpenAPI document describes it.
///
/// Routes are made from endpoints, so that the two are one list. What all endpoints of a kind have in
/// common (the refusals of the gate, of a body, of a query) is not repeated in each: it follows from
/// the endpoint's properties (`allOutcomes`).
struct Endpoint: Sendable {
    /// How the document groups endpoints.
    enum Tag: String, CaseIterable, Sendable {
        case rooms
        case participants
        case layouts
        case statistics
        case joining
        case server

        var description: String {
            switch self {
            case .rooms: "Rooms: what they are like, and what they look like now."
            case .participants: "The people in a room."
            case .layouts: "Where people stand in the picture."
            case .statistics: "What was received, sent, lost, and what it cost."
            case .joining:
                "Taking part in a call with one request (RFC 9725), by any WebRTC client."
            case .server: "The server itself."
            }
        }
    }

    /// A parameter of the query, or a header.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path
            case query
            case header
        }

        let name: String
        let place: Place
        let schema: JSONValue
        let description: String
        /// Whether a request without it is refused; those of the path always are there.
        var isRequired = false
    }

    /// A body by the media types that it may have.
    struct Content: Sendable {
        let types: [String]
        let schema: JSONValue

        init(_ types: [String], _ schema: JSONValue) {
            self.types = types
            self.schema = schema
        }

        static func json(_ schema: JSONValue) -> Content { Content(["application/json"], schema) }

        static let problem = Content([Problem.mediaType], Schema.reference("Problem"))

        /// Text that is not JSON, such as SDP.
        static func text(
            _ type: String,
            _ description: String,
            pattern: String? = nil,
        ) -> Content {
            Content([type], Schema.text(description, pattern: pattern))
        }
    }

    /// A response.
    struct Outcome: Sendable {
        let status: HTTPResponse.Status
        let description: String
        var content: Content?
        /// Headers that this response has besides the usual ones, with what they say.
        var headers: [(name: HTTPField.Name, description: String)] = []
        /// Endpoints that take something of this response, by operation id: their parameters, as
        /// runtime expressions of OpenAPI.
        var links: [(endpoint: String, parameters: KeyValuePairs<String, String>)] = []

        init(_ status: HTTPResponse.Status, _ description: String, _ content: Content? = nil) {
            self.status = status
            self.description = description
            self.content = content
        }

        static func problem(_ status: HTTPResponse.Status, _ description: String) -> Outcome {
            Outcome(status, description, .problem)
        }
    }

    /// `operationId` of the document.
    let id: String
    let method: HTTPRequest.Method
    /// With parameters in braces.
    let path: String
    let tag: Tag
    let summary: String
    var details = ""
    var query: [Parameter] = []
    var headers: [Parameter] = []
    var body: Content?
    /// Those that are this endpoint's own.
    var outcomes: [Outcome]
    /// Whether the `AdminGate` stands before it.
    var isAdministrative = false

    init(
        _ id: String,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ tag: Tag,
        _ summary: String,
        outcomes: [Outcome],
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.tag = tag
        self.summary = summary
        self.outcomes = outcomes
    }

    /// Names in braces, in their order.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
    }

    /// Whether it changes something.
    var isMutation: Bool { method != .get && method != .head && method != .options }
}
