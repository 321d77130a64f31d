import Conference
import HTTPTypes
import Hummingbird

/// `/api/v1`: what stands before every request to it, and who answers.
struct APIRoutes: Sendable {
    typealias Answer = @Sendable (APICall) async throws -> APIReply

    /// The largest body that is read, in bytes.
    static let maximumBodyBytes = 64 << 10

    let administration: any Administration
    let census: ConnectionCensus
    let gate: AdminGate
    private let answers = IdempotencyStore()
    private let stopwatch = Stopwatch()

    init(administration: any Administration, census: ConnectionCensus, gate: AdminGate) {
        self.administration = administration
        self.census = census
        self.gate = gate
    }

    func add(to routes: inout RouteTable) {
        let rooms = RoomRoutes(administration: administration)
        add(.listRooms, to: &routes, rooms.list)
        add(.createRoom, to: &routes, rooms.create)
        add(.readRoom, to: &routes, rooms.read)
        add(.changeRoom, to: &routes, rooms.change)
        add(.deleteRoom, to: &routes, rooms.delete)
        add(.postMessage, to: &routes, rooms.post)
        add(.readSnapshot, to: &routes, rooms.snapshot)
        let layouts = LayoutRoutes(administration: administration)
        add(.listLayouts, to: &routes, layouts.list)
        add(.createLayout, to: &routes, layouts.create)
        add(.readLayout, to: &routes, layouts.read)
        add(.putLayout, to: &routes, layouts.put)
        add(.deleteLayout, to: &routes, layouts.delete)
        add(.previewLayout, to: &routes, layouts.preview)
        let roomLayout = RoomLayoutRoutes(administration: administration)
        add(.readRoomLayout, to: &routes, roomLayout.read)
        add(.setLayout, to: &routes, roomLayout.set)
        let participants = ParticipantRoutes(administration: administration)
        add(.listParticipants, to: &routes, participants.list)
        add(.readParticipant, to: &routes, participants.read)
        add(.changeParticipant, to: &routes, participants.change)
        add(.removeParticipant, to: &routes, participants.remove)
        let statistics = StatisticsRoutes(administration: administration, census: census)
        add(.readRoomStatistics, to: &routes, statistics.ofRoom)
        add(.readStatistics, to: &routes, statistics.ofServer)
    }

    private func add(
        _ endpoint: Endpoint,
        to routes: inout RouteTable,
        _ answer: @escaping Answer,
    ) {
        routes.add(endpoint) { request, context in
            do {
                return try await serve(request, context, endpoint, answer).response
            } catch {
                return APIReply(Problem(any: error, logger: context.logger)).response
            }
        }
    }

    /// Lets the request in, reads it whole and has it answered, or repeats an answer.
    private func serve(
        _ request: Request,
        _ context: WebContext,
        _ endpoint: Endpoint,
        _ answer: Answer,
    ) async throws -> APIReply {
        try gate.check(request.head, from: context.remoteAddress)
        let call = APICall(
            path: try path(of: endpoint, context),
            query: request.uri.query,
            body: try await body(of: request, endpoint),
        )
        guard endpoint.isMutation, let header = request.headers[.idempotencyKey] else {
            return try await answer(call)
        }
        let key = try IdempotencyKey(header: header)
        let fingerprint = IdempotencyStore.Fingerprint(
            method: request.method.rawValue,
            target: request.head.path ?? "",
            body: call.body,
        )
        return try await once(key, fingerprint) {
            do {
                return try await answer(call)
            } catch {
                return APIReply(Problem(any: error, logger: context.logger))
            }
        }
    }

    // MARK: Parts of a request

    private func path(
        of endpoint: Endpoint,
        _ context: WebContext,
    ) throws(Problem) -> [String: String] {
        var path: [String: String] = [:]
        for name in endpoint.pathParameters { path[name] = try context.pathParameter(name) }
        return path
    }

    private func body(of request: Request, _ endpoint: Endpoint) async throws -> [UInt8] {
        guard let content = endpoint.body else { return [] }
        let body = try await request.wholeBody(of: content.types, atMost: Self.maximumBodyBytes)
        return Array(buffer: body)
    }

    // MARK: Doing things once

    private func once(
        _ key: IdempotencyKey,
        _ fingerprint: IdempotencyStore.Fingerprint,
        _ answer: () async -> APIReply,
    ) async throws(Problem) -> APIReply {
        switch await answers.begin(key, fingerprint, now: stopwatch.now) {
        case .isNew:
            let reply = await answer()
            // What failed on the server's side may be tried again.
            if reply.status.kind == .serverError {
                await answers.abandon(key)
            } else {
                await answers.finish(key, reply)
            }
            return reply
        case .isAnswered(var reply):
            reply.headers[.idempotencyReplayed] = "true"
            return reply
        case .isOther:
            let detail = "give every request a key of its own"
            throw Problem(.unprocessableContent, .keyReused, detail)
        case .isUnderWay:
            throw Problem(.conflict, .keyInUse, "ask again when it has been answered")
        }
    }
}
