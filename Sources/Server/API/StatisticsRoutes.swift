import Conference

/// `/stats` and `/rooms/{room}/stats`.
struct StatisticsRoutes: Sendable {
    let administration: any Administration

    func ofRoom(_ call: APICall) async throws -> APIReply {
        do {
            return .json(try await administration.statistics(ofRoom: call.room).json)
        } catch {
            throw Problem(error)
        }
    }

    func ofServer(_ call: APICall) async -> APIReply {
        .json(await administration.statistics().json)
    }
}
