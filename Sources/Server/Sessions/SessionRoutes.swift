import Conference
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
            routes.add(way.lookingAtRoom) { request, context in
                try await share(request) {
                    _ = try room(of: context)
                    return Response(status: .noContent)
                }
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

    /// The room that the path names.
    ///
    /// - Throws: `Problem` (400) for a name that no room can have.
    func room(of context: WebContext) throws(Problem) -> String {
        let name = try context.pathParameter("room")
        do throws(NameFault) {
            try Conference.checkRoomName(name)
        } catch {
            throw Problem(error)
        }
        return name
    }

    /// A body of the right type, as text.
    func body(of request: Request, type: String) async throws -> String {
        let isOffer = type == Self.description
        let bytes = try await request.wholeBody(
            of: [type],
            atMost: limits.maximumBodyBytes,
            hint: isOffer ? ", an offer: the client makes it, never this server" : "",
        )
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
            throw Problem(.badRequest, "the body is not UTF-8")
        }
        return text
    }
}
