import Conference
import HTTPTypes
import Hummingbird
import NIOCore
import Peer
import SDP

extension SessionRoutes {
    /// `PATCH`: candidates that were gathered since, or new ICE credentials (RFC 9725 §4.3).
    func change(_ way: WayIn, _ request: Request, _ context: WebContext) async throws -> Response {
        try checkOrigin(of: request)
        let place = try place(way, context)
        guard let seat = await sessions.seat(at: place) else { throw Self.noSession }
        guard await sessions.mayChange(place) else {
            throw Problem(SessionTable.Refusal.tooFast, limits)
        }
        let text = try await body(of: request, type: Self.fragment)
        let wanted = try precondition(of: request)
        let fragment: TrickleFragment
        do throws(SDPError) {
            fragment = try TrickleFragment(parsing: text)
        } catch {
            throw Problem(.badRequest, "malformed fragment: \(error.description)")
        }
        do throws(TrickleError) {
            switch try await seat.trickle(fragment, for: wanted) {
            case .taken:
                return Response(status: .noContent)
            case .restarted(let answer, let iceSession):
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: Self.fragment,
                        .eTag: "\"\(iceSession)\"",
                        .cacheControl: "no-store",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: answer.text)),
                )
            }
        } catch {
            throw Problem(error)
        }
    }

    /// `DELETE`: the participant leaves.
    ///
    /// Entity-tags do not matter to it (RFC 9725 §4.3.1).
    func close(_ way: WayIn, _ request: Request, _ context: WebContext) async throws -> Response {
        try checkOrigin(of: request)
        guard let seat = await sessions.remove(try place(way, context)) else {
            throw Self.noSession
        }
        await seat.leave(reason: "left")
        return Response(status: .ok)
    }

    /// `GET`: there is nothing to see, but it can be seen that the session is there.
    func look(_ way: WayIn, _ context: WebContext) async throws -> Response {
        guard await sessions.seat(at: try place(way, context)) != nil else {
            throw Self.noSession
        }
        return Response(status: .noContent)
    }

    private static let noSession = Problem(.notFound, "there is no such session")

    private func place(_ way: WayIn, _ context: WebContext) throws -> SessionTable.Place {
        let id = SessionTable.ID(rawValue: try context.pathParameter("session"))
        return SessionTable.Place(way: way, room: try context.pathParameter("room"), id: id)
    }

    /// The ICE sessions that the fragment may be for; nil: whichever is the present one.
    private func precondition(of request: Request) throws -> [String]? {
        guard let value = request.headers[.ifMatch] else {
            throw Problem(
                .preconditionRequired,
                "If-Match must name the ICE session by the entity-tag that was given last, or be * "
                    + "to restart ICE",
            )
        }
        switch IfMatch(value) {
        case .any: return nil
        case .tags(let tags): return tags
        case nil: throw Problem(.badRequest, "If-Match is neither * nor a list of entity-tags")
        }
    }
}
