import HTTPTypes
import Hummingbird
import NIOCore

/// The ways in by one request: `/join`, `/whip` and `/whep`, and the sessions that they make.
///
/// ```
/// POST  /{way}/{room}            an offer ─▶ 201, the answer, a session of its own
/// PATCH /{way}/{room}/{session}  a fragment: candidates ─▶ 204, new credentials ─▶ 200 and ours
/// DELETE                         leaves ─▶ 200
/// ```
///
/// WHIP is RFC 9725, WHEP draft-ietf-wish-whep; `/join` is their like for both directions. A
/// session's entity-tag names its present ICE session.
struct SessionRoutes: Sendable {
    static let description = "application/sdp"
    static let fragment = "application/trickle-ice-sdpfrag"

    let reception: any Reception
    let readiness: Readiness
    let origins: OriginPolicy
    let iceServers: [ICEServer]
    let limits: SessionLimits
    let sessions: SessionTable

    init(reception: any Reception, readiness: Readiness, configuration: WebServerConfiguration) {
        self.reception = reception
        self.readiness = readiness
        origins = configuration.origins
        iceServers = configuration.iceServers
        limits = configuration.sessions
        sessions = SessionTable(configuration.sessions)
    }

    func add(to routes: inout RouteTable) {
        for way in WayIn.all { add(way, to: &routes) }
    }

    private func add(_ way: WayIn, to routes: inout RouteTable) {
        routes.add(way.opening) { request, context in
            try await share(request) { try await open(way, request, context) }
        }
        routes.add(way.changing) { request, context in
            try await share(request) { try await change(way, request, context) }
        }
        routes.add(way.closing) { request, context in
            try await share(request) { try await close(way, request, context) }
        }
        if way.answersGET {
            routes.add(way.lookingAtRoom) { request, _ in
                try await share(request) { Response(status: .noContent) }
            }
            routes.add(way.lookingAtSession) { request, context in
                try await share(request) { try await look(way, context) }
            }
        }
        let silent: [HTTPRequest.Method] = way.answersGET ? [.get, .head] : []
        routes.add(undocumented: .options, way.opening.path) { request, _ in
            let methods = [.post, .options] + silent
            return preflight(request, methods, accepts: (.acceptPost, Self.description))
        }
        routes.add(undocumented: .options, way.closing.path) { request, _ in
            let methods = [.patch, .delete, .options] + silent
            return preflight(request, methods, accepts: (.acceptPatch, Self.fragment))
        }
    }

    // MARK: Parts of a request

    func parameter(_ name: String, of context: WebContext) throws -> String {
        guard let text = context.parameters.get(name).flatMap({ PercentCoding.decode($0) }) else {
            throw Problem(.badRequest, "the path is not percent-encoded UTF-8")
        }
        return text
    }

    /// A body of the right type, as text.
    func body(of request: Request, type: String) async throws -> String {
        let given = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard given == type else {
            let isOffer = type == Self.description
            var problem = Problem(
                .unsupportedMediaType,
                "the body must be \(type)"
                    + (isOffer ? ", an offer: the client makes it, never this server" : ""),
            )
            problem.headers[isOffer ? .acceptPost : .acceptPatch] = type
            throw problem
        }
        do {
            let bytes = try await request.body.collect(upTo: limits.maximumBodyBytes)
            guard let text = bytes.getString(at: bytes.readerIndex, length: bytes.readableBytes),
                String(validating: bytes.readableBytesView, as: UTF8.self) != nil
            else { throw Problem(.badRequest, "the body is not UTF-8") }
            return text
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "the body may take \(limits.maximumBodyBytes) bytes")
        }
    }
}
