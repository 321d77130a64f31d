package import Media

/// What the server as a whole does.
package struct ServerStatistics: Sendable {
    /// Sorted by name.
    package var rooms: [RoomSummary]
    /// Since the conference was made.
    package var uptime: Interval
    /// CPU time of the process so far, user and system.
    package var cpuTime: Interval
    /// Memory of the process.
    package var residentBytes: Int
    /// Objects that calls need and that are alive; all zero when there is no room.
    package var live: [(kind: LiveCount.Kind, count: Int)]

    package init(
        rooms: [RoomSummary],
        uptime: Interval,
        cpuTime: Interval,
        residentBytes: Int,
        live: [(kind: LiveCount.Kind, count: Int)],
    ) {
        self.rooms = rooms
        self.uptime = uptime
        self.cpuTime = cpuTime
        self.residentBytes = residentBytes
        self.live = live
    }

    package var roomCount: Int { rooms.count }
    /// Of all rooms.
    package var participantCount: Int { rooms.reduce(0) { $0 + $1.participantCount } }
}
