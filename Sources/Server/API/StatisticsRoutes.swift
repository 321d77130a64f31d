import Conference
import JSON

/// `/stats` and `/rooms/{room}/stats`.
struct StatisticsRoutes: Sendable {
    let administration: any Administration
    let census: ConnectionCensus

    func ofRoom(_ call: APICall) async throws -> APIReply {
        .json(try await administration.statistics(ofRoom: call.room).json)
    }

    func ofServer(_ call: APICall) async -> APIReply {
        .json(await administration.statistics().json(census.tally))
    }
}
