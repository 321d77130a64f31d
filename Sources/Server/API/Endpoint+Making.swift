import HTTPTypes
import JSON

extension Endpoint {
    /// The path under which all that is administrative is.
    static let base = "/api/v1"

    /// Media types of a JSON Merge Patch.
    static let patchTypes = ["application/merge-patch+json", "application/json"]

    /// An endpoint of `/api/v1`.
    ///
    /// - Parameter path: below `/api/v1`.
    static func administrative(
        _ id: String,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ tag: Tag,
        _ summary: String,
        _ outcomes: [Outcome],
        _ change: (inout Endpoint) -> Void = { _ in },
    ) -> Endpoint {
        var endpoint = Endpoint(id, method, base + path, tag, summary, outcomes: outcomes)
        endpoint.isAdministrative = true
        change(&endpoint)
        if endpoint.isMutation { endpoint.headers.append(.idempotencyKey) }
        return endpoint
    }

    /// Its own outcomes and those that follow from what it is, by status.
    var allOutcomes: [Outcome] {
        var all = outcomes
        guard isAdministrative else { return all }
        /// One outcome for each status: what it says is joined.
        func add(_ status: HTTPResponse.Status, _ reason: String) {
            guard let index = all.firstIndex(where: { $0.status == status }) else {
                return all.append(.problem(status, reason))
            }
            let present = all[index]
            all[index] = Outcome(status, present.description + " " + reason, present.content)
        }
        add(.forbidden, "Only this machine may administer the server.")
        if !query.isEmpty { add(.badRequest, "A parameter of the query is wrong.") }
        if !pathParameters.isEmpty {
            add(.badRequest, "The path is not percent-encoded UTF-8.")
            add(.notFound, "There is no such room, participant or layout.")
        }
        if body != nil {
            add(.badRequest, "The body is not JSON; `detail` says where.")
            add(.contentTooLarge, "The body is too large.")
            add(.unsupportedMediaType, "The body has another media type.")
            add(.unprocessableContent, "Fields are wrong: `errors` names them all.")
        }
        if isMutation {
            add(.badRequest, "The `Idempotency-Key` is malformed.")
            add(.conflict, "The first request with this key is still being answered.")
            add(.unprocessableContent, "The key was used for another request.")
        }
        return all.sorted { $0.status.code < $1.status.code }
    }
}

extension Endpoint.Parameter {
    static let idempotencyKey = Endpoint.Parameter(
        name: "Idempotency-Key",
        place: .header,
        schema: [
            "type": "string",
            "minLength": 1,
            "maxLength": .integer(IdempotencyKey.maximumLength),
            "pattern": "^[!-~]+$",
        ],
        description:
            "Makes repeating safe: the same request with the same key within a day is answered as "
            + "the first one was, and nothing is done again.",
    )
}
