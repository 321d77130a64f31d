import Conference
import HTTPTypes
import JSON

// What the document says of the ways in.

extension WayIn {
    /// All that can be done here, without the preflights.
    var endpoints: [Endpoint] {
        [opening, changing, closing] + (answersGET ? [lookingAtRoom, lookingAtSession] : [])
    }

    private var roomPath: String { "/\(segment)/{room}" }
    private var sessionPath: String { roomPath + "/{session}" }
    private var title: String { segment.prefix(1).uppercased() + segment.dropFirst() }

    var opening: Endpoint {
        var endpoint = Endpoint(
            "open" + title,
            .post,
            roomPath,
            .joining,
            openingSummary,
            outcomes: [
                created,
                .problem(.badRequest, "The offer cannot be read, or the name is not allowed."),
                .problem(.forbidden, "The room is closed, or the page's origin is not allowed."),
                .problem(.notFound, "There is no such room, and joining opens none."),
                .problem(.contentTooLarge, "The offer is too large."),
                .problem(.unsupportedMediaType, "The body is not an SDP offer."),
                .problem(
                    .unprocessableContent,
                    "No codec in common, a direction that does not fit, or no such quality or view.",
                ),
                .problem(
                    .tooManyRequests,
                    "Too many requests or waiting sessions of this address.",
                ),
                .problem(.serviceUnavailable, "Full, or shutting down: see `Retry-After`."),
            ],
        )
        endpoint.query = [
            parameter("name", Schema.text("What others see."), "Who comes."),
            parameter(
                "quality",
                Schema.oneOf(Quality.allCases.map(\.rawValue), "`audio` sends no picture."),
                "What to send at most.",
            ),
            parameter("view", Schema.text("The name of a layout."), "The layout to see."),
        ]
        endpoint.body = .text(
            SessionRoutes.description,
            "An SDP offer (RFC 8866).",
            pattern: "^v=0\r?\n",
        )
        return endpoint
    }

    private var openingSummary: String {
        switch kind {
        case .participant: "Take part in a room"
        case .ingest: "Send to a room, as an encoder does (WHIP, RFC 9725)"
        case .viewer: "Watch a room (WHEP)"
        }
    }

    private var created: Endpoint.Outcome {
        var outcome = Endpoint.Outcome(
            .created,
            "Joined.",
            .text(SessionRoutes.description, "The SDP answer."),
        )
        outcome.headers = [
            (.location, "The session's URL."), (.eTag, "Names the ICE session."),
            (.link, "The STUN and TURN servers to use, one each, with `rel=\"ice-server\"`."),
        ]
        return outcome
    }

    var changing: Endpoint {
        var restarted = Endpoint.Outcome(
            .ok,
            "ICE is restarted.",
            .text(SessionRoutes.fragment, "The server's new credentials and its candidates."),
        )
        restarted.headers = [(.eTag, "Names the new ICE session.")]
        var endpoint = Endpoint(
            "change" + title,
            .patch,
            sessionPath,
            .joining,
            "Trickle candidates, or restart ICE",
            outcomes: [
                restarted,
                Endpoint.Outcome(.noContent, "The candidates were taken."),
                .problem(.badRequest, "The fragment or `If-Match` cannot be read."),
                .problem(.forbidden, "The page's origin is not allowed."),
                .problem(.notFound, "There is no such session."),
                .problem(.preconditionFailed, "It is meant for another ICE session."),
                .problem(.contentTooLarge, "The fragment is too large."),
                .problem(.unsupportedMediaType, "The body is no fragment."),
                .problem(.unprocessableContent, "The fragment does not fit this session."),
                .problem(.preconditionRequired, "There is no `If-Match`."),
                .problem(.tooManyRequests, "The session is changed too often."),
            ],
        )
        endpoint.headers = [
            Endpoint.Parameter(
                name: HTTPField.Name.ifMatch.rawName,
                place: .header,
                schema: Schema.text("An entity-tag, or `*`."),
                description: "Which ICE session the fragment is for; `*` to restart ICE.",
                isRequired: true,
            )
        ]
        endpoint.body = .text(SessionRoutes.fragment, "A fragment of SDP (RFC 8840).")
        return endpoint
    }

    var closing: Endpoint {
        Endpoint(
            "close" + title,
            .delete,
            sessionPath,
            .joining,
            "Leave",
            outcomes: [
                Endpoint.Outcome(.ok, "Left."),
                .problem(.badRequest, "The path is not percent-encoded UTF-8."),
                .problem(.forbidden, "The page's origin is not allowed."),
                .problem(.notFound, "There is no such session."),
            ],
        )
    }

    var lookingAtRoom: Endpoint {
        Endpoint(
            "lookAt" + title,
            .get,
            roomPath,
            .joining,
            "Nothing to see: offers are posted here",
            outcomes: [
                Endpoint.Outcome(.noContent, "There is nothing to see."),
                .problem(.badRequest, "No room can have this name."),
            ],
        )
    }

    var lookingAtSession: Endpoint {
        Endpoint(
            "lookAt\(title)Session",
            .get,
            sessionPath,
            .joining,
            "See whether a session is there",
            outcomes: [
                Endpoint.Outcome(.noContent, "It is there."),
                .problem(.badRequest, "The path is not percent-encoded UTF-8."),
                .problem(.notFound, "There is no such session."),
            ],
        )
    }

    private func parameter(
        _ name: String,
        _ schema: JSONValue,
        _ description: String,
    ) -> Endpoint.Parameter {
        Endpoint.Parameter(name: name, place: .query, schema: schema, description: description)
    }
}
