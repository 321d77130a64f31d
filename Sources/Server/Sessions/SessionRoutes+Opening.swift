import Conference
import HTTPTypes
import Hummingbird
import NIOCore
import Peer

extension SessionRoutes {
    /// `POST`: an offer, and with it a seat in the room.
    func open(_ way: WayIn, _ request: Request, _ context: WebContext) async throws -> Response {
        guard !readiness.isDraining else { throw Problem.draining }
        try checkOrigin(of: request)
        let address = AddressKey(context.remoteAddress)
        do throws(SessionTable.Refusal) {
            try await sessions.allowOpening(from: address)
        } catch {
            throw Problem(error, limits)
        }
        let room = try room(of: context)
        let offer = try await body(of: request, type: Self.description)
        guard !offer.isEmpty else {
            throw Problem(.badRequest, "the body is empty; it must be an offer")
        }
        let join = try joinRequest(way, room: room, query: request.uri.query)
        let reservation: SessionTable.Reservation
        do throws(SessionTable.Refusal) {
            reservation = try await sessions.reserve(from: address)
        } catch {
            throw Problem(error, limits)
        }
        let admission: Admission
        let answer: String
        do throws(Problem) {
            (admission, answer) = try await admit(join, offer: offer)
        } catch {
            await sessions.giveBack(reservation)
            throw error
        }
        let place = await sessions.insert(admission, by: way, reservation)
        return await created(place, admission.seat, answer: answer)
    }

    /// What the query asks for besides the room.
    private func joinRequest(
        _ way: WayIn,
        room: String,
        query: String?,
    ) throws(Problem) -> JoinRequest {
        var request = JoinRequest(room: room, name: way.standardName, kind: way.kind)
        // Nothing but its media holds the seat.
        request.hasSocket = false
        if let name = try PercentCoding.value(of: "name", inQuery: query), !name.isEmpty {
            request.name = name
        }
        request.view = try PercentCoding.value(of: "view", inQuery: query)
        if let text = try PercentCoding.value(of: "quality", inQuery: query) {
            guard let quality = Quality(rawValue: text) else {
                var problem = Problem(.unprocessableContent, "there is no such quality")
                problem.supported = Quality.allCases.map(\.rawValue)
                throw problem
            }
            request.quality = quality
        }
        return request
    }

    /// Takes a seat and answers the offer; nobody is left behind if there is no answer.
    private func admit(
        _ request: JoinRequest,
        offer: String,
    ) async throws(Problem) -> (Admission, String) {
        let admission: Admission
        do throws(JoinError) {
            admission = try await reception.admit(request)
        } catch {
            throw Problem(error)
        }
        do throws(NegotiationError) {
            return (admission, try await admission.seat.negotiate(offer: offer))
        } catch {
            await admission.seat.leave(reason: "the offer could not be answered")
            throw Problem(error)
        }
    }

    private func created(
        _ place: SessionTable.Place,
        _ seat: any Seat,
        answer: String,
    ) async -> Response {
        let room = PercentCoding.encodeSegment(place.room)
        var headers: HTTPFields = [
            .contentType: Self.description,
            .location: "/\(place.way.segment)/\(room)/\(place.id.rawValue)",
            .acceptPatch: Self.fragment,
            .cacheControl: "no-store",
        ]
        headers[.eTag] = await seat.iceSession().map { "\"\($0)\"" }
        appendICEServers(to: &headers)
        return Response(
            status: .created,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer)),
        )
    }

    /// RFC 9725 §4.6: one `Link` for each server.
    func appendICEServers(to headers: inout HTTPFields) {
        for server in iceServers {
            headers.append(HTTPField(name: .link, value: server.link))
        }
    }
}
