import Media
import Peer
import Scheduling

extension Conference {
    /// What a room's connections and stages did so far.
    package func statistics(
        ofRoom name: String
    ) async throws(AdministrationError) -> RoomStatistics {
        let room = try room(name)
        var statistics = await room.statistics
        for index in statistics.participants.indices {
            let id = statistics.participants[index].id
            guard let peer = await room.peer(of: id) else { continue }
            statistics.participants[index].peer = await host.statistics(of: peer)
        }
        statistics.stages = scheduler.snapshot().lanes.compactMap { lane in
            RoomStatistics.Stage(lane, ofRoom: name)
        }
        return statistics
    }

    /// What the server as a whole does.
    package func statistics() async -> ServerStatistics {
        let usage = ProcessUsage.now()
        return ServerStatistics(
            rooms: await roomSummaries(),
            uptime: MonotonicClock.now() - madeAt,
            cpuTime: usage.cpuTime,
            residentBytes: usage.residentBytes,
            live: LiveCount.all,
        )
    }
}

extension Room {
    /// Without what only the host and the scheduler know.
    fileprivate var statistics: RoomStatistics {
        RoomStatistics(
            participants: state.roster.map { entry in
                RoomStatistics.Participant(id: entry.participant, name: entry.name, peer: nil)
            },
            stages: [],
            views: plan.views.count,
            mixes: Set(plan.audioEncodings.map(\.mix)).count,
            videoEncodings: plan.videoEncodings.count,
            audioEncodings: plan.audioEncodings.count,
        )
    }

    fileprivate func peer(of id: ParticipantID) -> PeerID? { state.leg(of: id)?.peer }
}

extension RoomStatistics.Stage {
    /// Nil if the lane is another room's: lanes are named `room/stage`, and rooms have no slash.
    fileprivate init?(_ lane: LaneSnapshot, ofRoom room: String) {
        guard lane.name.hasPrefix(room + "/") else { return nil }
        self.init(
            name: String(lane.name.dropFirst(room.count + 1)),
            kind: lane.laneClass == .audio ? .audio : .video,
            load: lane.load,
            cpuTime: lane.cost.total,
            steps: lane.cost.count,
            lateSteps: lane.lateSteps,
            p50: lane.cost.p50,
            p95: lane.cost.p95,
            p99: lane.cost.p99,
        )
    }
}
