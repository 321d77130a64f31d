package import Media
package import Scheduling
package import Sockets

/// What the bots of a process share.
package struct BotSurroundings: Sendable {
    /// Drives their peers; a shard of clients.
    package let shard: Shard
    /// Carries their cameras, microphones, eyes and ears.
    package let scheduler: Scheduler
    package let wallClock: WallClock
    package let captures = CaptureLog()

    package init(shard: Shard, scheduler: Scheduler, wallClock: WallClock) {
        self.shard = shard
        self.scheduler = scheduler
        self.wallClock = wallClock
    }
}
