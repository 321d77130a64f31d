import Conference
import HTTPTypes
import Hummingbird
import NIOCore
import Peer

/// `POST /join/{room}` and the session that it makes: taking part with one request, in the manner
/// of WHIP (RFC 9725).
struct JoinRoutes: Sendable {
    /// A session description of one participant is some thousand bytes.
    static let maximumBodyBytes = 64 << 10
    static let sdp = "application/sdp"
    static let fragment = "application/trickle-ice-sdpfrag"

    let reception: any Reception
    let readiness: Readiness
    let origins: OriginPolicy
    let sessions = SessionTable()

    func add(to router: Router<WebContext>) {
        router.on("/join/{room}", method: .options) { request, _ in
            preflight(request, methods: "POST, OPTIONS", accepts: (.acceptPost, Self.sdp))
        }
        router.on("/join/{room}/{session}", method: .options) { request, _ in
            preflight(
                request,
                methods: "PATCH, DELETE, OPTIONS",
                accepts: (.acceptPatch, Self.fragment),
            )
        }
        router.post("/join/{room}") { try await shared($0, try await join($0, $1)) }
        router.patch("/join/{room}/{session}") { try await shared($0, try await patch($0, $1)) }
        router.delete("/join/{room}/{session}") { try await shared($0, try await leave($0, $1)) }
        router.refuseOtherMethods("/join/{room}", allowed: [.post, .options])
        router.refuseOtherMethods("/join/{room}/{session}", allowed: [.patch, .delete, .options])
    }

    // MARK: The three requests

    private func join(_ request: Request, _ context: WebContext) async throws -> Response {
        guard !readiness.isDraining else { throw Problem.draining }
        try checkOrigin(of: request)
        let room = try parameter("room", of: context)
        let offer = try await body(of: request, type: Self.sdp)
        let name = PercentCoding.value(of: "name", inQuery: request.uri.query) ?? "Guest"
        let admission: Admission
        do throws(JoinError) {
            admission = try await reception.admit(JoinRequest(room: room, name: name))
        } catch {
            throw Problem(error)
        }
        let answer: String
        do throws(NegotiationError) {
            answer = try await admission.seat.negotiate(offer: offer)
        } catch {
            await admission.seat.leave(reason: "the offer could not be answered")
            throw Problem(error)
        }
        // There is no socket and never will be: the seat lasts as long as its media.
        await admission.seat.connectionLost()
        let (id, session) = await sessions.insert(admission, offer: offer)
        return Response(
            status: .created,
            headers: [
                .contentType: Self.sdp,
                .location: "/join/\(PercentCoding.encodeSegment(session.room))/\(id.rawValue)",
                .eTag: session.entityTag,
                .acceptPatch: Self.fragment,
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer)),
        )
    }

    /// Candidates are read and not needed: the server is ICE-lite and learns the client's
    /// addresses from its checks (RFC 8445 §7.3).
    private func patch(_ request: Request, _ context: WebContext) async throws -> Response {
        try checkOrigin(of: request)
        let (id, room) = try session(of: context)
        guard let session = await sessions.session(id, in: room) else { throw Self.noSession }
        let text = try await body(of: request, type: Self.fragment)
        if let wanted = request.headers[.ifMatch], wanted != "*", wanted != session.entityTag {
            throw Problem(.preconditionFailed, "the ICE session has changed")
        }
        let fragment: TrickleFragment
        do {
            fragment = try TrickleFragment(parsing: text)
        } catch {
            throw Problem(.badRequest, "malformed fragment: \(error.reason)")
        }
        if let name = fragment.usernameFragment, name != session.usernameFragment {
            // RFC 9725 §4.3: trickle alone is supported, so a restart is refused with 422.
            throw Problem(.unprocessableContent, "ICE restarts are not supported: join anew")
        }
        return Response(status: .noContent)
    }

    private func leave(_ request: Request, _ context: WebContext) async throws -> Response {
        try checkOrigin(of: request)
        let (id, room) = try session(of: context)
        guard let seat = await sessions.remove(id, in: room) else { throw Self.noSession }
        await seat.leave(reason: "left")
        return Response(status: .ok)
    }

    // MARK: Parts of a request

    private static let noSession = Problem(.notFound, "there is no such session")

    private func parameter(_ name: String, of context: WebContext) throws -> String {
        guard let text = context.parameters.get(name).flatMap({ PercentCoding.decode($0) }) else {
            throw Problem(.badRequest, "the path is not percent-encoded UTF-8")
        }
        return text
    }

    private func session(
        of context: WebContext
    ) throws -> (id: SessionTable.ID, room: String) {
        let id = try parameter("session", of: context)
        return (SessionTable.ID(rawValue: id), try parameter("room", of: context))
    }

    private func body(of request: Request, type: String) async throws -> String {
        let given = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard given == type else {
            var problem = Problem(.unsupportedMediaType, "the body must be \(type)")
            problem.headers[type == Self.sdp ? .acceptPost : .acceptPatch] = type
            throw problem
        }
        do {
            let bytes = try await request.body.collect(upTo: Self.maximumBodyBytes)
            guard let text = bytes.getString(at: bytes.readerIndex, length: bytes.readableBytes)
            else { throw Problem(.badRequest, "the body is not UTF-8") }
            return text
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "the body may take \(Self.maximumBodyBytes) bytes")
        }
    }

    // MARK: Pages of other origins

    private func checkOrigin(of request: Request) throws {
        let origin = request.headers[.origin]
        guard origins.admits(origin: origin, host: request.head.authority) else {
            throw Problem(.forbidden, "this origin is not allowed")
        }
    }

    /// Lets a page of a listed origin read the response (Fetch §3.2).
    private func shared(_ request: Request, _ response: Response) async throws -> Response {
        guard let origin = request.headers[.origin], origins.isListed(origin) else {
            return response
        }
        var response = response
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Location, ETag, Link, Accept-Patch"
        response.headers[.vary] = "Origin"
        return response
    }

    private func preflight(
        _ request: Request,
        methods: String,
        accepts: (name: HTTPField.Name, type: String),
    ) -> Response {
        var headers: HTTPFields = [.allow: methods, accepts.name: accepts.type]
        if let origin = request.headers[.origin], origins.isListed(origin) {
            headers[.accessControlAllowOrigin] = origin
            headers[.accessControlAllowMethods] = methods
            headers[.accessControlAllowHeaders] = "Content-Type, Authorization, If-Match"
            headers[.vary] = "Origin"
        }
        return Response(status: .noContent, headers: headers)
    }
}
